// npm run build: builds dist/ anew, whatever is there.
import { setUp } from './setup/setup.mjs'

await setUp({ build: 'always' })
