import type { CatalogueEntry } from '../knowledge/catalogue-entry.ts'
import { entriesFor, entryForService } from '../knowledge/lookup.ts'
import type { Transport } from '../model/unions.ts'

// Daemons whose name says what they speak: process name, then protocols as the catalogue names them, the
// main one first. What only passes connections on (docker-proxy, haproxy, envoy, socat, ssh -L, systemd's own
// sockets, kube-proxy) or runs anything (java, node, python) is left out: it proves nothing.
const table = `
  sshd             ssh
  dropbear         ssh
  in.telnetd       telnet
  telnetd          telnet
  vsftpd           ftp ftps
  proftpd          ftp ftps
  pure-ftpd        ftp ftps
  in.tftpd         tftp
  rsync            rsync
  smbd             smb netbios-ssn
  nmbd             netbios-ns
  rpcbind          rpcbind
  rpc.mountd       mountd

  in.rlogind       rlogin
  in.rshd          rsh
  in.rexecd        rexec
  xrdp             rdp
  Xvnc             vnc x11
  Xtigervnc        vnc x11
  Xtightvnc        vnc x11
  x11vnc           vnc vnc-http
  vncserver-x11-c  vnc
  wayvnc           vnc
  gnome-remote-de  rdp vnc
  Xorg             x11
  mosh-server      mosh
  teamviewerd      teamviewer
  anydesk          anydesk
  exim             smtp smtps submission
  sendmail         smtp submission
  opensmtpd        smtp smtps submission
  smtpd            smtp smtps submission
  dovecot          imap imaps pop3 pop3s managesieve lmtp
  named            dns rndc
  unbound          dns
  dnsmasq          dns dhcp tftp
  pdns_server      dns
  knotd            dns
  systemd-resolve  dns llmnr mdns
  avahi-daemon     mdns
  chronyd          ntp
  ntpd             ntp
  systemd-timesyn  ntp
  dhcpd            dhcp
  dhclient         dhcp
  dhcpcd           dhcp
  slapd            ldap ldaps
  ns-slapd         ldap ldaps
  krb5kdc          kerberos
  kadmind          kpasswd
  snmpd            snmp
  snmptrapd        snmptrap
  rsyslogd         syslog syslog-tls
  syslog-ng        syslog syslog-tls
  cupsd            ipp
  cups-browsed     cups-browsed
  redis-server     redis redis-cluster
  redis-sentinel   redis-sentinel redis
  valkey-server    redis redis-cluster
  keydb-server     redis
  dragonfly        redis
  memcached        memcached
  mysqld           mysql mysqlx galera
  mariadbd         mysql mysqlx galera
  postgres         postgresql
  pgbouncer        postgresql
  mongod           mongodb
  mongos           mongodb
  clickhouse-serv  clickhouse
  clickhouse       clickhouse
  cockroach        cockroachdb
  influxd          influxdb
  etcd             etcd etcd-peer
  sqlservr         mssql
  tnslsnr          oracle
  oracle           oracle
  dockerd          docker docker-tls docker-swarm
  kubelet          kubelet kubelet-readonly
  kube-apiserver   kubernetes
  kube-controller  kube-control
  kube-scheduler   kube-control
  k3s-server       kubernetes kubelet kube-control etcd
  consul           consul consul-cluster
  nomad            nomad
  vault            vault
  epmd             epmd
  mosquitto        mqtt mqtts mqtt-ws
  nats-server      nats nats-monitor nats-cluster
  beanstalkd       beanstalkd
  squid            http-proxy
  tinyproxy        http-proxy
  privoxy          http-proxy
  danted           socks
  sockd            socks
  tor              tor-socks tor-or tor-control
  openvpn          openvpn
  charon           ike
  pluto            ike
  pptpd            pptp
  tailscaled       tailscale
  distccd          distcc
  iscsid           iscsi
  tgtd             iscsi
  glusterd         glusterfs
  ceph-mon         ceph
  libvirtd         libvirt
  virtqemud        libvirt
  qemu-system-x86  vnc spice
  zabbix_agentd    zabbix-agent
  zabbix_agent2    zabbix-agent
  zabbix_server    zabbix
  nrpe             nrpe
  prometheus       prometheus
  node_exporter    node-exporter
  prometheus-node  node-exporter
  alertmanager     alertmanager
  grafana          grafana
  grafana-server   grafana
  munin-node       munin
  asterisk         sip sips iax2 asterisk-ami
  kamailio         sip
  opensips         sip
  turnserver       stun turn
  coturn           stun turn
  ngircd           irc
  inspircd         irc
  unrealircd       irc
  cockpit-ws       cockpit
  cockpit-tls      cockpit
  miniserv.pl      webmin
  adbd             adb
  adb              adb
  iperf3           iperf
  gitlab-workhors  http
  git-daemon       git
  salt-master      salt
  puppetserver     puppet
  splunkd          splunkd
  minio            minio
  ollama           ollama
  transmission-da  bittorrent transmission
  qbittorrent-nox  bittorrent http-alt
`

// Web servers stand in front of anything, so they decide only where the port number says nothing better.
const webServerNames = ['nginx', 'apache', 'httpd', 'lighttpd', 'caddy', 'traefik', 'h2o']

export const protocolsByProcess: ReadonlyMap<string, readonly string[]> = new Map(
  table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([process = '', ...protocols]) => [process, protocols]),
)
const webServers: ReadonlySet<string> = new Set(webServerNames)

/** The kernel keeps 15 bytes of a process name; anything far longer is not one. */
const longestName = 64

/** `exim4` and `php-fpm8.2` without their versions. */
function spellings(process: string): readonly string[] {
  const name = process.slice(0, longestName)
  return [name, name.replace(/[\d.]+$/, '')]
}

/** What a daemon of this name speaks on this port, by the name alone; null when the name proves nothing. */
export function entryForProcess(process: string, transport: Transport, port: number): CatalogueEntry | null {
  const protocols =
    spellings(process)
      .map((name) => protocolsByProcess.get(name))
      .find(Boolean) ?? []
  const entries = protocols.map(entryForService).filter((entry) => entry !== null)
  const usualHere = entriesFor(transport, port)
  return usualHere.find((entry) => entries.includes(entry)) ?? entries[0] ?? null
}

/** Whether the process is a web server, which may stand in front of anything. */
export function isWebServer(process: string): boolean {
  return spellings(process).some((name) => webServers.has(name))
}
