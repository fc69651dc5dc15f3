import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../../lab/host.ts'

/** ufw 0.36 on one host, with files of its own: nothing of the machine's is touched. */
export class Ufw {
  readonly #host: Host
  readonly #root: string

  /** @param root a folder for its files */
  constructor(host: Host, root: string) {
    this.#host = host
    this.#root = root
    mkdirSync(join(root, 'etc/default'), { recursive: true })
    for (const folder of ['etc/ufw', 'lib/ufw', 'usr/share/ufw'])
      cpSync(join('/', folder), join(root, folder), { recursive: true })
    // As it comes, whatever this machine's own ufw is told.
    for (const name of ['before', 'after', 'user'].flatMap((each) => [`${each}.rules`, `${each}6.rules`]))
      cpSync(join('/usr/share/ufw/iptables', name), join(root, 'etc/ufw', name))
    // Some sysctls of its list belong to no namespace.
    const settings = readFileSync('/etc/default/ufw', 'utf8').replace(/^IPT_SYSCTL=.*$/m, 'IPT_SYSCTL=')
    writeFileSync(join(root, 'etc/default/ufw'), settings)
    writeFileSync(join(root, 'etc/ufw/ufw.conf'), 'ENABLED=no\nLOGLEVEL=low\n')
  }

  /** `allow 22/tcp` */
  async run(command: string): Promise<string> {
    const words = command.split(' ')
    const { stdout } = await this.#host.exec('ufw', [`--rootdir=${this.#root}`, `--datadir=${this.#root}`, ...words])
    return stdout
  }

  file(name: string): string {
    return readFileSync(join(this.#root, 'etc/ufw', name), 'utf8')
  }
}
