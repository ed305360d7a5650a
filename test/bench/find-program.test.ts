import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import t from 'tap'
import { findProgram } from '../../bench/find-program.ts'

t.test('findProgram() takes the first file that can be run', async (t) => {
  const [plain, folder, program, later] = ['plain', 'folder', 'program', 'later'].map((name) => t.testdir({ [name]: {} }) + `/${name}`) as [string, string, string, string]
  for (const path of [plain, folder, program, later]) mkdirSync(path, { recursive: true })
  writeFileSync(join(plain, 'tool'), '', { mode: 0o644 })
  mkdirSync(join(folder, 'tool'))
  writeFileSync(join(program, 'tool'), '', { mode: 0o755 })
  writeFileSync(join(later, 'tool'), '', { mode: 0o755 })
  const path = [plain, '', folder, program, later].join(delimiter)
  t.equal(findProgram('tool', path), join(program, 'tool'))
  t.equal(findProgram('other', path), undefined)
  t.equal(findProgram('tool', undefined), undefined)
})
