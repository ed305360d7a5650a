import t from 'tap'
import { architectures, packageHelp, readPackageOptions } from '../../../src/commands/package-options.ts'

const read = (args: string, machine = 'x64') => readPackageOptions(args.split(' '), machine)

t.test('readPackageOptions() tells what is missing', async t => {
  for (const [args, text] of [
    [[], 'Name a platform: lambda or openwhisk'],
    [['azure', 'a', '-o', 'x'], 'Name a platform: lambda or openwhisk'],
    [['lambda', '-o', 'x'], 'Name one function'],
    [['lambda', 'a', 'b', '-o', 'x'], 'Name one function'],
    [['lambda', 'a'], 'Name the archive with -o'],
    [['lambda', 'a', '--layer', '-o', 'x'], 'A layer has no function: leave its name out'],
    [['lambda', 'a', '--layer', '--function-only', '-o', 'x'], '--layer and --function-only exclude each other'],
    [['openwhisk', 'a', '--function-only', '-o', 'x'], '--function-only is for lambda'],
    [['lambda', 'a', '-o', 'x', '--arch', 'mips'], '--arch "mips": Expected x86_64 or arm64'],
    [['lambda', 'a', '-o', 'x', '--runtime', 'python'], '--runtime "python": Expected provided or nodejs'],
    [['lambda', '--layer', '-o', 'x', '--runtime', 'nodejs'], '--layer and --function-only are for --runtime provided'],
    [['openwhisk', 'a', '-o', 'x', '--runtime', 'nodejs'], '--runtime is for lambda'],
    [['lambda', '--wat'], 'Unknown option "--wat"'],
  ] as const) {
    t.throws(() => readPackageOptions(args, 'x64'), { name: 'UsageError', message: text })
  }
})

t.test('readPackageOptions() packs function and runtime for this machine unless it is told otherwise', async t => {
  t.same(read('lambda a -o x'), {
    platform: 'lambda', name: 'a', output: 'x', parts: 'all', runtime: 'provided', arch: 'x86_64', file: undefined, help: false,
  })
  t.equal(read('lambda a -o x', 'arm64').arch, 'arm64')
  t.equal(read('lambda a -o x --arch x86_64', 'arm64').arch, 'x86_64')
  t.equal(read('lambda a -o x', 'riscv64').arch, 'x86_64', 'what Lambda has, on a machine that it has not')
  t.match(read('openwhisk a -o x -f s.yml'), { platform: 'openwhisk', name: 'a', output: 'x', file: 's.yml', parts: 'all' })
})

t.test('readPackageOptions() takes the parts of Lambda\'s archives', async t => {
  t.match(read('lambda --layer -o x'), { name: undefined, parts: 'layer' })
  t.match(read('lambda a --function-only -o x'), { name: 'a', parts: 'function' })
  t.match(read('lambda a --runtime nodejs -o x'), { name: 'a', parts: 'all', runtime: 'nodejs' })
})

t.test('readPackageOptions() asks for nothing else with --help', async t => {
  t.equal(read('--help').help, true)
  t.equal(read('azure -h').help, true)
  t.throws(() => read('--help --arch mips'), { name: 'UsageError' }, 'but takes no nonsense')
})

t.test('packageHelp names every option and processor', async t => {
  for (const word of ['-o', '--runtime', '--layer', '--function-only', '--arch', '-f', ...Object.keys(architectures)]) t.match(packageHelp, word)
})
