import { spawnSync } from 'node:child_process'
import t from 'tap'

const hostFiles = ['platform/openfaas', 'lua/lua-function', 'platform/chosen-platform'].map((name) => new URL(`../../template/lua-ts/${name}.ts`, import.meta.url).href)

t.test('No part of a host for OpenFaaS loads the client behind fetch', async (t) => {
  const program = `
    for (const file of ${JSON.stringify(hostFiles)}) await import(file)
    console.log(process.moduleLoadList.filter((name) => /undici|NativeModule http$/.test(name)).join())`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  t.equal(stdout, 'NativeModule http\n', stderr)
})
