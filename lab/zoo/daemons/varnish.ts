import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['varnish', 'gcc'],
  versionOf: (upstream) => upstream.split('.').slice(0, 2).join('.'),
  start: ({ dir }) => ({
    script: `exec varnishd -F -j none -a :16081 -b none -T 0.0.0.0:6082 -n ${dir}/varnish -s default,16M`,
  }),
  endpoints: [
    { port: 16081, protocol: 'http', product: 'Varnish', version: 'revealed' },
    { port: 6082, protocol: 'varnish-cli', product: 'Varnish', password: true },
  ],
})
