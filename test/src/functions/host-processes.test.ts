import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import t from 'tap'
import { hostProcesses } from '../../../src/functions/host-processes.ts'
import { standInProgram } from '../fixtures/stand-in-program.ts'

const readyLine = (child: ReturnType<ReturnType<typeof hostProcesses>['take']>): Promise<number> =>
  new Promise((resolve, reject) => {
    let text = ''
    child.stderr?.on('data', chunk => {
      text += String(chunk)
      const [, port] = /Listening on port: (\d+)\n/.exec(text) ?? []
      if (port !== undefined) resolve(Number(port))
    })
    child.once('exit', () => reject(new Error('It ended before it was ready')))
  })

t.test('hostProcesses() lets hosts keep what is compiled, of which their functions see nothing', async t => {
  const cacheDir = t.testdir({})
  const processes = hostProcesses({ ...standInProgram, cacheDir }, {})
  const child = processes.take({ env: { colour: 'blue' }, cwd: cacheDir })
  const port = await readyLine(child)
  t.same(await (await fetch(`http://127.0.0.1:${port}/env`)).json(), { colour: 'blue' })
  child.kill('SIGTERM')
  await once(child, 'exit')
  t.not(readdirSync(cacheDir).length, 0)
})

t.test('hostProcesses() take() gives processes their variables and folder, spare or not', async t => {
  const processes = hostProcesses(standInProgram, { PATH: '/bin', ONLY: 'spare' })
  const dir = t.testdir({})
  const seen = async (env: Record<string, string>) => {
    const child = processes.take({ env, cwd: dir })
    const port = await readyLine(child)
    const variables = (await (await fetch(`http://127.0.0.1:${port}/env`)).json()) as Record<string, string>
    child.kill('SIGKILL')
    await once(child, 'exit')
    return variables
  }
  t.same(await seen({ colour: 'blue' }), { colour: 'blue' })
  processes.keepSpare()
  t.same(await seen({ colour: 'red' }), { colour: 'red' }, 'a spare one has no other variables')
  t.match(await seen({ NODE_OPTIONS: '--no-warnings' }), { NODE_OPTIONS: '--no-warnings' })
  processes.close()
})
