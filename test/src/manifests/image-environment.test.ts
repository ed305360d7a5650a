import t from 'tap'
import { imageEnvironment } from '../../../src/manifests/image-environment.ts'
import { readSettings } from '../../../template/lua-ts/host/settings.ts'
import { environmentOf, readDockerfile } from '../../template/dockerfile.ts'

t.test('imageEnvironment is all that the image of a function sets of the host', async t => {
  const set = environmentOf(readDockerfile(), 'native')
  t.match(set, imageEnvironment)
  t.same(readSettings(imageEnvironment), readSettings(set))
})
