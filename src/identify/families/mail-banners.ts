import { linear } from '../pattern.ts'
import type { Banner } from './banner.ts'

/** Greetings of SMTP as the daemons' sources and manuals have them. */
export const smtpBanners: readonly Banner[] = [
  { pattern: linear(String.raw`ESMTP Exim ([\w.]+)`), product: 'Exim', vendor: 'Exim', cpe: ['exim', 'exim'] },
  { pattern: linear('ESMTP Postfix'), product: 'Postfix', cpe: ['postfix', 'postfix'] },
  {
    pattern: linear(String.raw`Sendmail (?:AIX\S+/)?([\d.]+)`),
    product: 'Sendmail',
    vendor: 'Proofpoint',
    cpe: ['sendmail', 'sendmail'],
  },
  { pattern: linear('ESMTP OpenSMTPD'), product: 'OpenSMTPD', vendor: 'OpenBSD', cpe: ['openbsd', 'opensmtpd'] },
  {
    pattern: linear(String.raw`Microsoft ESMTP MAIL Service(?:, Version: ([\d.]+))?`),
    product: 'Microsoft ESMTP MAIL Service',
    vendor: 'Microsoft',
    os: 'Windows',
    cpe: ['microsoft', 'exchange_server'],
  },
  {
    pattern: linear(String.raw`MailEnable Service, Version: ([\d.]+)`),
    product: 'MailEnable',
    os: 'Windows',
    cpe: ['mailenable', 'mailenable'],
  },
  {
    pattern: linear(String.raw`ESMTP MDaemon ([\d.]+)`),
    product: 'MDaemon',
    vendor: 'MDaemon Technologies',
    cpe: ['altn', 'mdaemon'],
  },
  {
    pattern: linear(String.raw`(?:Lotus|HCL|IBM) Domino Release ([\w.]+)`),
    product: 'Domino',
    vendor: 'HCL',
    cpe: ['hcltech', 'domino'],
  },
  { pattern: linear(String.raw`Kerio (?:Connect|MailServer) ([\d.]+)`), product: 'Kerio Connect', vendor: 'GFI' },
  { pattern: linear(String.raw`CommuniGate Pro ([\d.]+)`), product: 'CommuniGate Pro', vendor: 'CommuniGate Systems' },
  {
    pattern: linear(String.raw`IceWarp ([\d.]+)`),
    product: 'IceWarp',
    vendor: 'IceWarp',
    cpe: ['icewarp', 'icewarp_server'],
  },
  { pattern: linear(String.raw`Haraka(?:/([\d.]+))?`), product: 'Haraka', cpe: ['haraka_project', 'haraka'] },
  { pattern: linear(String.raw`Python SMTP (?:proxy version )?([\d.]+)`), product: 'aiosmtpd' },
  {
    pattern: linear('JAMES SMTP Server|JAMES (?:Linagora )?SMTP', 'i'),
    product: 'Apache James',
    vendor: 'Apache',
    cpe: ['apache', 'james'],
  },
  { pattern: linear('ESMTP MailHog'), product: 'MailHog' },
  { pattern: linear('Mailpit ESMTP'), product: 'Mailpit' },
  { pattern: linear('gsmtp$', 'm'), product: 'Google SMTP', vendor: 'Google' },
  { pattern: linear('SMTP Maddy|ESMTP maddy', 'i'), product: 'Maddy' },
  { pattern: linear('hMailServer', 'i'), product: 'hMailServer', os: 'Windows', cpe: ['hmailserver', 'hmailserver'] },
]

/** Of POP3 and IMAP, and of the names that IMAP's ID gives. */
export const mailboxBanners: readonly Banner[] = [
  { pattern: linear('Dovecot'), product: 'Dovecot', vendor: 'Dovecot', cpe: ['dovecot', 'dovecot'] },
  {
    pattern: linear(String.raw`Cyrus (?:IMAP|POP3|IMAPD|timsieved)?(?:4)?(?:\S* )*?v?(\d+\.\d[\w.]*)`),
    product: 'Cyrus IMAP',
    vendor: 'CMU',
    cpe: ['cyrus', 'imap'],
  },
  { pattern: linear('Cyrus'), product: 'Cyrus IMAP', vendor: 'CMU', cpe: ['cyrus', 'imap'] },
  {
    pattern: linear('Courier-IMAP|Double Precision, Inc'),
    product: 'Courier IMAP',
    vendor: 'Double Precision',
    cpe: ['double_precision_incorporated', 'courier-imap'],
  },
  { pattern: linear('Hello there'), product: 'Courier POP3', vendor: 'Double Precision' },
  {
    pattern: linear(String.raw`Microsoft Exchange Server \d+ (?:POP3|IMAP4) server version ([\d.]+)`),
    product: 'Microsoft Exchange',
    vendor: 'Microsoft',
    os: 'Windows',
    cpe: ['microsoft', 'exchange_server'],
  },
  {
    pattern: linear('Microsoft Exchange'),
    product: 'Microsoft Exchange',
    vendor: 'Microsoft',
    os: 'Windows',
    cpe: ['microsoft', 'exchange_server'],
  },
  {
    pattern: linear(String.raw`UW-IMAP|IMAP4rev1 (\d{4}\.\d+) at`),
    product: 'UW IMAP',
    cpe: ['university_of_washington', 'uw-imap'],
  },
  { pattern: linear('(?:Solid|solid) POP3 server'), product: 'Solid POP3' },
  {
    pattern: linear(String.raw`Qpopper(?: \(?version ([\w.]+))?`, 'i'),
    product: 'Qpopper',
    vendor: 'Qualcomm',
    cpe: ['qualcomm', 'qpopper'],
  },
  {
    pattern: linear(String.raw`(?:Lotus|HCL|IBM|Domino) .*Release ([\w.]+)`),
    product: 'Domino',
    vendor: 'HCL',
    cpe: ['hcltech', 'domino'],
  },
  { pattern: linear(String.raw`MDaemon ([\d.]+)`), product: 'MDaemon', cpe: ['altn', 'mdaemon'] },
  { pattern: linear(String.raw`Kerio (?:Connect|MailServer) ([\d.]+)`), product: 'Kerio Connect', vendor: 'GFI' },
  {
    pattern: linear(String.raw`hMailServer ?([\d.]+)?`, 'i'),
    product: 'hMailServer',
    os: 'Windows',
    cpe: ['hmailserver', 'hmailserver'],
  },
  { pattern: linear('Zimbra'), product: 'Zimbra', vendor: 'Synacor', cpe: ['synacor', 'zimbra_collaboration_suite'] },
  { pattern: linear('Gimap'), product: 'Gmail IMAP', vendor: 'Google' },
  { pattern: linear('Citadel'), product: 'Citadel' },
]

/** `Dovecot (Debian)`, `Postfix (Ubuntu)`. */
const system = linear(String.raw`\((Debian|Ubuntu|Raspbian|FreeBSD|CentOS|Fedora)(?:/GNU)?\)|/(Debian|Ubuntu)-`)

export function systemIn(greeting: string): string | undefined {
  const groups = system.exec(greeting)
  return groups?.[1] ?? groups?.[2]
}
