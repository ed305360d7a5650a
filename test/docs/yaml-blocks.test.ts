import t from 'tap'
import { parse } from 'yaml'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import { blocksOf } from './blocks.ts'

// The fields of a function in faas-cli's stack file.
const fields = [
  'lang', 'handler', 'image', 'fprocess', 'environment', 'environment_file', 'secrets', 'skip_build', 'constraints', 'labels', 'annotations',
  'limits', 'requests', 'readonly_root_filesystem', 'build_options', 'build_args', 'build_secrets', 'platforms', 'namespace',
]

for (const { place, text } of blocksOf('yaml')) {
  t.test(`${place} is a stack file`, async (t) => {
    const { functions } = parse(text) as { functions: Record<string, Record<string, unknown>> }
    t.ok(Object.keys(functions).length > 0)
    for (const [name, entry] of Object.entries(functions)) {
      t.same(Object.keys(entry).filter((field) => !fields.includes(field)), [], name)
      t.equal(entry['lang'], 'lua-ts')
      const environment = Object.entries((entry['environment'] ?? {}) as Record<string, unknown>).map(([key, value]) => [key, String(value)])
      t.doesNotThrow(() => readSettings(Object.fromEntries(environment)), name)
      for (const [key, value] of Object.entries((entry['annotations'] ?? {}) as Record<string, unknown>)) t.type(value, 'string', key)
    }
  })
}
