import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['groonga-bin'],
  start: ({ dir }) => ({
    script: `groonga -s --protocol http --bind-address 0.0.0.0 -p 10041 -n ${dir}/http &
      exec groonga -s --protocol gqtp --bind-address 0.0.0.0 -p 10043 -n ${dir}/gqtp`,
  }),
  endpoints: [
    { port: 10041, protocol: 'http', product: 'Groonga', version: 'revealed' },
    { port: 10043, protocol: 'groonga', product: 'Groonga', version: 'revealed' },
  ],
})
