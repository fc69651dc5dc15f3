import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

/** A status, the length of what follows, padded to 13 bytes; 107 asks for the answer to a challenge of 32 letters. */
const challenge = linear(String.raw`^107 \d{1,8} {0,8}\n[a-z]{32}\n\nAuthentication required\.\n`)
const banner = linear(String.raw`^200 \d{1,8} {0,8}\n-{29}\nVarnish Cache CLI \d[\d.]{0,8}\n-{29}\n(\w{1,20})`)
const version = linear(String.raw`\nvarnish-(\d[\w.-]{0,30}) revision `)

export default defineDetector({
  id: 'varnish-cli',
  transport: 'tcp',
  summary: 'command line of Varnish',
  source: 'Varnish: varnish-cli(7), The syntax of the response, Authentication with -S; bin/varnishd/mgt/mgt_cli.c',
  ports: [6082],
  specificity: 90,
  safety: 'passive',
  greets: true,
  match(reply) {
    const head = reply.slice(0, 1_000)
    const authRequired = challenge.test(head)
    const [isBanner, os] = banner.exec(head) ?? []
    if (!authRequired && isBanner === undefined) return null
    const number = version.exec(head)?.[1]
    return {
      protocol: 'varnish-cli',
      product: 'Varnish',
      vendor: 'Varnish',
      version: number,
      os,
      cpe: [cpe('a', 'varnish_cache_project', 'varnish_cache', number)],
      facts: { authRequired },
    }
  },
  examples: [
    {
      reply: '107 59      \nqwfwgwytldsntpzzkbivlpfvvqtrlhvz\n\nAuthentication required.\n\n',
      expect: { protocol: 'varnish-cli', product: 'Varnish', facts: { authRequired: true } },
    },
    // varnishd -S none (mgt_cli.c).
    {
      reply:
        "200 259     \n-----------------------------\nVarnish Cache CLI 1.0\n-----------------------------\nLinux,6.1.0,x86_64,-jnone,-sdefault,-sdefault,-hcritbit\nvarnish-7.1.1 revision 7cee1c581bead20e88d101ab3d72afb29f14d87a\n\nType 'help' for command list.\n",
      expect: { protocol: 'varnish-cli', version: '7.1.1', os: 'Linux', facts: { authRequired: false } },
    },
  ],
})
