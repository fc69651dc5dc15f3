import { linear } from '../pattern.ts'
import type { Banner } from './banner.ts'

/** Greetings as the daemons' sources and manuals have them, what is most particular first. */
export const ftpBanners: readonly Banner[] = [
  { pattern: linear(String.raw`\(vsFTPd ([\d.]+)`), product: 'vsftpd', cpe: ['vsftpd_project', 'vsftpd'] },
  // Instead of a greeting where its configuration is wrong.
  { pattern: linear('^500 OOPS: '), product: 'vsftpd', cpe: ['vsftpd_project', 'vsftpd'] },
  { pattern: linear(String.raw`ProFTPD(?: ([\d.]+\w*))?`), product: 'ProFTPD', cpe: ['proftpd', 'proftpd'] },
  { pattern: linear('Pure-FTPd'), product: 'Pure-FTPd', cpe: ['pureftpd', 'pure-ftpd'] },
  {
    pattern: linear(String.raw`FileZilla Server(?: version)? ?([\d.]+)?`),
    product: 'FileZilla Server',
    cpe: ['filezilla-project', 'filezilla_server'],
  },
  {
    pattern: linear(String.raw`Microsoft FTP Service(?: \(Version ([\d.]+)\))?`),
    product: 'Microsoft FTP Service',
    vendor: 'Microsoft',
    os: 'Windows',
    cpe: ['microsoft', 'ftp_service'],
  },
  { pattern: linear(String.raw`\(Version wu-([\d.]+)`), product: 'WU-FTPD', cpe: ['washington_university', 'wu-ftpd'] },
  {
    pattern: linear(String.raw`GNU inetutils ([\d.]+)`),
    product: 'GNU inetutils ftpd',
    vendor: 'GNU',
    cpe: ['gnu', 'inetutils'],
  },
  {
    pattern: linear(String.raw`\(Version [\d./]+OpenBSD/Linux-ftpd-([\d.]+)\)`),
    product: 'Linux-ftpd (netkit)',
    os: 'Linux',
  },
  { pattern: linear(String.raw`\(Version ([\d.]+/OpenBSD)`), product: 'OpenBSD ftpd', os: 'OpenBSD' },
  {
    pattern: linear(String.raw`pyftpdlib(?: based ftpd)? ?([\d.]+)?`),
    product: 'pyftpdlib',
    cpe: ['pyftpdlib_project', 'pyftpdlib'],
  },
  {
    pattern: linear(String.raw`Serv-U FTP Server v?([\d.]+)?`),
    product: 'Serv-U',
    vendor: 'SolarWinds',
    cpe: ['solarwinds', 'serv-u'],
  },
  { pattern: linear(String.raw`bftpd ([\d.]+)`), product: 'bftpd', cpe: ['bftpd_project', 'bftpd'] },
  {
    pattern: linear(String.raw`WS_FTP Server ([\d.]+)`),
    product: 'WS_FTP Server',
    vendor: 'Progress',
    cpe: ['progress', 'ws_ftp_server'],
  },
  { pattern: linear(String.raw`Xlight FTP Server ?([\d.]+)?`, 'i'), product: 'Xlight FTP Server' },
  { pattern: linear('CrushFTP'), product: 'CrushFTP', cpe: ['crushftp', 'crushftp'] },
  { pattern: linear(String.raw`Cerberus FTP Server ?([\d.]+)?`), product: 'Cerberus FTP Server' },
  { pattern: linear(String.raw`Gene6 FTP Server v?([\d.]+)`), product: 'Gene6 FTP Server' },
  { pattern: linear(String.raw`glFTPd ([\d.]+)`), product: 'glFTPd' },
  { pattern: linear(String.raw`Titan FTP Server ?([\d.]+)?`), product: 'Titan FTP Server' },
  {
    pattern: linear(String.raw`FTP server \(MikroTik ([\d.]+)`),
    product: 'RouterOS FTP',
    vendor: 'MikroTik',
    os: 'RouterOS',
    deviceType: 'router',
    cpe: ['mikrotik', 'routeros'],
  },
  { pattern: linear('Synology'), product: 'Synology FTP', vendor: 'Synology', deviceType: 'nas' },
  {
    pattern: linear(String.raw`NASFTPD Turbo station.*?([\d.]+\w*)`),
    product: 'QNAP FTP',
    vendor: 'QNAP',
    deviceType: 'nas',
  },
  { pattern: linear('HP ARPA FTP|JetDirect'), product: 'JetDirect FTP', vendor: 'HP', deviceType: 'printer' },
  { pattern: linear('(?:LEXMARK|Lexmark).*FTP'), product: 'Lexmark FTP', vendor: 'Lexmark', deviceType: 'printer' },
  {
    pattern: linear(String.raw`AXIS .*FTP|AXIS \w+.*Network Camera`),
    product: 'AXIS FTP',
    vendor: 'Axis',
    deviceType: 'camera',
  },
  {
    pattern: linear(String.raw`VxWorks(?: \(?([\d.]+)\)?)? FTP|VxWorks FTP server \(VxWorks ?([\d.]+)`),
    product: 'VxWorks FTP',
    os: 'VxWorks',
  },
]
