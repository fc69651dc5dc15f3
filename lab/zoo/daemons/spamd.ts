import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['spamd', 'spamassassin'],
  start: ({ dir }) => ({
    files: {
      'rules/zoo.cf': 'body ZOO /zoo/\nscore ZOO 1\n',
      'site/v320.pre': 'loadplugin Mail::SpamAssassin::Plugin::Check\n',
      'site/local.cf': 'required_score 5\n',
    },
    script: `exec spamd -L -x -m 1 -i 0.0.0.0 -p 783 -A 10.9.0. -C ${dir}/rules --siteconfigpath=${dir}/site -u nobody -s stderr`,
  }),
  endpoints: [{ port: 783, protocol: 'spamd', product: 'SpamAssassin' }],
})
