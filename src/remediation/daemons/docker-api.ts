import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'the Docker API',
  processes: ['dockerd'],
  settings: [
    {
      files: { any: '/etc/docker/daemon.json' },
      key: 'hosts',
      pattern: /^\s*"hosts"\s*:\s*\[.*\]\s*,?\s*$/,
      lines: () => ['"hosts": ["unix:///var/run/docker.sock"]'],
      onlyReplaced: true,
      rewrite: (line) => `  "hosts": ["unix:///var/run/docker.sock"]${line.trimEnd().endsWith(',') ? ',' : ''}`,
    },
  ],
  service: 'docker',
  takesEffect: 'restart',
  caution:
    'Its restart stops every container, unless live-restore is set. Whoever reaches it is root here: it goes by its socket only, and from afar by SSH (docker -H ssh://…). A -H in the unit has to go as well: systemctl edit docker.',
  source: 'Docker documentation, Configure remote access for Docker daemon',
})
