import { cpe } from '../../cpe.ts'
import { linear } from '../../pattern.ts'

/** Release of Ubuntu by its version of OpenSSH (packages.ubuntu.com, openssh-server). */
const ubuntu: Readonly<Record<string, string>> = {
  '6.6.1p1': '14.04',
  '7.2p2': '16.04',
  '7.6p1': '18.04',
  '8.2p1': '20.04',
  '8.9p1': '22.04',
  '9.6p1': '24.04',
  '9.7p1': '24.10',
  '9.9p1': '25.04',
  '10.0p1': '25.10',
}

/** Release of Debian by its version of OpenSSH, for what is not patched yet (packages.debian.org, openssh-server). */
const debian: Readonly<Record<string, string>> = {
  '6.7p1': '8',
  '7.4p1': '9',
  '7.9p1': '10',
  '8.4p1': '11',
  '9.2p1': '12',
  '10.0p1': '13',
  '10.0p2': '13',
}

/** Debian writes the release into the version of an update: `2+deb12u10`. */
const debianUpdate = linear(String.raw`\+deb(\d{1,2})u\d`)

interface System {
  readonly os: string
  readonly cpe: readonly string[]
}

/** The system that the comment of an identification names (`Debian-2+deb12u3`, `FreeBSD-20240806`); null when it names none. */
export function systemOf(comment: string, version = ''): System | null {
  if (comment.startsWith('Debian')) return debianOf(debianUpdate.exec(comment)?.[1] ?? debian[version])
  if (comment.startsWith('Raspbian')) return plain('Raspbian', debianUpdate.exec(comment)?.[1] ?? debian[version])
  if (comment.startsWith('Ubuntu')) return ubuntuOf(ubuntu[version])
  if (comment.startsWith('FreeBSD')) return bsd('FreeBSD', 'freebsd')
  if (comment.startsWith('NetBSD')) return bsd('NetBSD', 'netbsd')
  return null
}

function debianOf(release: string | undefined): System {
  return { ...plain('Debian', release), cpe: [cpe('o', 'debian', 'debian_linux', release)] }
}

function ubuntuOf(release: string | undefined): System {
  return { ...plain('Ubuntu', release), cpe: [cpe('o', 'canonical', 'ubuntu_linux', release)] }
}

function bsd(os: string, name: string): System {
  return { os, cpe: [cpe('o', name, name)] }
}

function plain(name: string, release: string | undefined): System {
  return { os: release === undefined ? name : `${name} ${release}`, cpe: [] }
}
