import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['sphinxsearch'],
  start: ({ dir }) => ({
    files: {
      'sphinx.conf': `index zoo\n{\ntype = rt\npath = ${dir}/zoo\nrt_field = title\nrt_attr_uint = n\n}\nsearchd\n{\nlisten = 0.0.0.0:19312\nlisten = 0.0.0.0:19306:mysql41\nlog = ${dir}/log\npid_file = ${dir}/pid\nbinlog_path =\n}\n`,
    },
    script: `exec searchd --nodetach -c ${dir}/sphinx.conf`,
  }),
  endpoints: [
    { port: 19312, protocol: 'sphinx', product: 'Sphinx' },
    { port: 19306, protocol: 'mysql', product: 'Sphinx', version: 'revealed' },
  ],
})
