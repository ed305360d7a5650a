// A program: prints docs/engines.md.
import { enginesPage } from './engines-page.ts'

process.stdout.write(enginesPage())
