import type { Transport } from '../model/unions.ts'
import { once } from './once.ts'

// Plain names where IANA has none or one that misleads (3390 is `dsc` there), for ports that the catalogue says
// nothing about; a test asks for the removal of those that it has come to describe. Each name is the default of
// the product that its line names, from that product's documentation, or a widespread habit ("second …"). Correct
// it freely: port, name, who uses it.
const table = `
  222/tcp     ssh-alt             second SSH
  662/tcp     nfs-statd           NFS status
  808/tcp     net-tcp             .NET net.tcp port sharing
  875/tcp     nfs-rquotad         NFS quota
  880/tcp     http-alt            second web server
  892/tcp     nfs-mountd          NFS mount
  943/tcp     openvpn-as          OpenVPN Access Server
  1022/tcp    ssh-alt             second SSH
  1311/tcp    openmanage          Dell OpenManage
  1515/tcp    wazuh-enrolment     Wazuh agent enrolment
  2200/tcp    ssh-alt             second SSH, Vagrant
  2301/tcp    hp-smh              HP System Management Homepage
  2433/tcp    mssql-alt           second SQL Server
  3129/tcp    squid-tls           Squid TLS interception
  3307/tcp    mysql-alt           second MySQL
  3308/tcp    mysql-alt           second MySQL
  3387/tcp    rdp-alt             second RDP
  3388/tcp    rdp-alt             second RDP
  3390/tcp    rdp-alt             second RDP
  4173/tcp    vite-preview        Vite preview
  4243/tcp    docker-alt          second Docker API
  5040/tcp    cdp-service         Windows connected devices
  5044/tcp    logstash-beats      Logstash Beats input
  5140/tcp    syslog-alt          second syslog
  5140/udp    syslog-alt          second syslog
  5439/tcp    redshift            Amazon Redshift
  5650/tcp    remote-utilities    Remote Utilities
  6447/tcp    mysql-router        MySQL Router, read only
  7080/tcp    http-alt            second web server
  7480/tcp    ceph-rgw            Ceph object gateway
  7861/tcp    gradio              Gradio, second instance
  8010/tcp    http-alt            second web server
  8022/tcp    ssh-alt             second SSH, Termux
  8042/tcp    yarn-node           Hadoop YARN node manager
  8125/tcp    statsd              StatsD
  8280/tcp    http-alt            second web server
  8429/tcp    vmagent             VictoriaMetrics agent
  8581/tcp    homebridge          Homebridge console
  8765/tcp    motioneye           motionEye
  9009/tcp    clickhouse-replica  ClickHouse between replicas
  9127/tcp    pgbouncer-exporter  Prometheus exporter
  9128/tcp    ceph-exporter       Prometheus exporter
  9253/tcp    php-fpm-exporter    Prometheus exporter
  9323/tcp    docker-metrics      Docker metrics
  9332/tcp    litecoin-rpc        Litecoin RPC
  9333/tcp    litecoin            Litecoin
  9427/tcp    vmware-mmr          VMware Horizon multimedia redirection
  9537/tcp    crio-metrics        CRI-O metrics
  9558/tcp    systemd-exporter    Prometheus exporter
  9633/tcp    smartctl-exporter   Prometheus exporter
  9735/tcp    lightning           Lightning network
  9981/tcp    tvheadend           Tvheadend
  10123/tcp   sccm                Microsoft Configuration Manager
  10248/tcp   kubelet-health      kubelet health
  11443/tcp   https-alt           second web server over TLS
  12443/tcp   https-alt           second web server over TLS
  15674/tcp   rabbitmq-stomp      RabbitMQ STOMP over WebSocket
  15675/tcp   rabbitmq-mqtt       RabbitMQ MQTT over WebSocket
  16080/tcp   http-alt            macOS Server performance cache
  16443/tcp   microk8s            MicroK8s API
  18081/tcp   monero-rpc          Monero RPC
  19302/tcp   google-stun         Google STUN
  19888/tcp   mapreduce-history   Hadoop job history
  22022/tcp   ssh-alt             second SSH
  22623/tcp   openshift-config    OpenShift machine configuration
  24224/tcp   fluentd             Fluentd forward
  24224/udp   fluentd             Fluentd heartbeat
  25826/tcp   collectd            collectd
  26656/tcp   tendermint          CometBFT peers
  26657/tcp   tendermint-rpc      CometBFT RPC
  27005/udp   source-client       Source engine client
  27117/tcp   unifi-mongodb       MongoDB of a UniFi controller
  28080/tcp   http-alt            second web server
  32111/tcp   vmware-usb          VMware Horizon USB redirection
  32803/tcp   nfs-lockd           NFS lock
  33389/tcp   rdp-alt             second RDP
  33890/tcp   rdp-alt             second RDP
  34568/tcp   xiongmai            Xiongmai cameras and recorders
  37810/udp   dahua-discovery     Dahua cameras and recorders
  50022/tcp   ssh-alt             second SSH
  51821/udp   wireguard-alt       second WireGuard
  51826/tcp   homebridge          Homebridge
  55553/tcp   metasploit-rpc      Metasploit RPC
  57621/tcp   spotify-connect     Spotify on the local network
  57621/udp   spotify-connect     Spotify on the local network
  60001/tcp   jaws-camera         camera recorders with the JAWS web server
  60022/tcp   ssh-alt             second SSH
  62078/tcp   iphone-sync         iPhone and iPad synchronisation
`

export interface PlainName {
  readonly name: string
  readonly description: string
}

const names = once(() => {
  const index = new Map<string, PlainName>()
  for (const line of table.trim().split('\n')) {
    const [port = '', name = '', ...description] = line.trim().split(/\s+/)
    index.set(port, { name, description: description.join(' ') })
  }
  return index
})

/** Our own plain name for a port; null where the official one will do. */
export function plainName(transport: Transport, port: number): PlainName | null {
  return names().get(`${port}/${transport}`) ?? null
}

/** Every plain name of a transport with its port. */
export function* plainNames(transport: Transport): Iterable<readonly [number, string]> {
  for (const [key, { name }] of names()) {
    const [port, kind] = key.split('/')
    if (kind === transport) yield [Number(port), name]
  }
}
