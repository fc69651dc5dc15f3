import { defineDaemon, withPort } from '../daemon.ts'

export default defineDaemon({
  title: 'nginx',
  processes: ['nginx'],
  settings: [
    {
      files: {
        debian: ['/etc/nginx/sites-enabled/default', '/etc/nginx/nginx.conf'],
        alpine: '/etc/nginx/http.d/default.conf',
        any: ['/etc/nginx/conf.d/default.conf', '/etc/nginx/nginx.conf'],
      },
      key: 'listen',
      within: 'the server block in question',
      pattern: /^\s*listen\s/,
      lines: ({ addresses, port }) => addresses.map((address) => `listen ${withPort(address, port)};`),
      rewrite: (line, { addresses, port }) => {
        const [, before, where, after] = /^(\s*listen\s+)(\S+?)((?:\s[^;]*)?;.*)$/.exec(line) ?? []
        const [, host, itsPort] = /^(?:(\[[^\]]*\]|[^:]*):)?(\d+)$/.exec(where ?? '') ?? []
        if (Number(itsPort ?? 80) !== port || where?.startsWith('unix:')) return null
        const isIpv6 = host?.startsWith('[') === true
        const address = addresses.find((each) => each.includes(':') === isIpv6)
        // Of the family that it is not to be reached by.
        if (address === undefined) return `${before!.replace('listen', '# listen')}${where}${after}`
        return `${before}${withPort(address, port)}${after}`
      },
    },
  ],
  service: 'nginx',
  takesEffect: 'restart',
  test: ['nginx', '-t'],
  caution: 'Other files of sites may have listen lines of their own: nginx -T shows them all.',
  source: 'nginx documentation, ngx_http_core_module, listen',
})
