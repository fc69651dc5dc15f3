import type { Transport } from '../model/unions.ts'
import { once } from './once.ts'

// Plain names where IANA has none (10250, 15672, 51820) or one that misleads (9200 is `wap-wsp` there), for ports
// that the catalogue says nothing about; a catalogue entry takes precedence. Each name is the default of the
// product that its line names, from that product's documentation. Correct it freely: port, name, who uses it.
const table = `
  81/tcp      http-alt            second web server: routers, cameras, recorders
  85/tcp      http-alt            second web server
  1025/tcp    msrpc               Windows RPC before Vista
  1400/tcp    sonos               Sonos players
  1514/tcp    wazuh-agent         Wazuh and OSSEC agents
  1515/tcp    wazuh-enrolment     Wazuh agent enrolment
  1880/tcp    node-red            Node-RED
  1936/tcp    haproxy-stats       OpenShift router statistics
  2003/tcp    graphite            Carbon plaintext
  2004/tcp    graphite-pickle     Carbon pickle
  2019/tcp    caddy-admin         Caddy's administration endpoint
  2077/tcp    cpanel-webdav       cPanel
  2078/tcp    cpanel-webdavs      cPanel
  2082/tcp    cpanel              cPanel
  2083/tcp    cpanels             cPanel over TLS
  2086/tcp    whm                 cPanel WHM
  2087/tcp    whms                cPanel WHM over TLS
  2095/tcp    webmail             cPanel webmail
  2096/tcp    webmails            cPanel webmail over TLS
  2181/tcp    zookeeper           ZooKeeper clients
  2222/tcp    ssh-alt             second SSH, DirectAdmin
  2379/tcp    etcd                etcd clients
  2380/tcp    etcd-peer           etcd peers
  2888/tcp    zookeeper-peer      ZooKeeper quorum
  3000/tcp    dev-server          Grafana, Rails, Node.js
  3001/tcp    dev-server          Node.js
  3100/tcp    loki                Grafana Loki
  3333/tcp    dev-server          development servers
  3888/tcp    zookeeper-election  ZooKeeper election
  4040/tcp    spark-ui            Apache Spark
  4173/tcp    vite-preview        Vite preview
  4200/tcp    angular             Angular development server
  4222/tcp    nats                NATS clients
  4317/tcp    otlp-grpc           OpenTelemetry
  4318/tcp    otlp-http           OpenTelemetry over HTTP
  4321/tcp    astro               Astro development server
  4444/tcp    metasploit          Metasploit's default handler, Selenium
  4567/tcp    galera              Galera cluster, Sinatra
  5000/tcp    http-dev            Flask, Docker registry, AirPlay
  5001/tcp    http-dev            Synology over TLS, iperf
  5173/tcp    vite                Vite development server
  5601/tcp    kibana              Kibana
  6006/tcp    tensorboard         TensorBoard, Storybook
  6333/tcp    qdrant              Qdrant REST
  6334/tcp    qdrant-grpc         Qdrant gRPC
  7700/tcp    meilisearch         Meilisearch
  7860/tcp    gradio              Gradio
  7878/tcp    radarr              Radarr
  8000/tcp    http-alt            Django, Splunk web
  8001/tcp    http-alt            second web server
  8006/tcp    proxmox             Proxmox VE
  8009/tcp    ajp13               Apache JServ
  8081/tcp    http-alt            second web server, Nexus
  8083/tcp    http-alt            second web server
  8086/tcp    influxdb            InfluxDB
  8089/tcp    splunkd             Splunk management
  8090/tcp    http-alt            Confluence
  8096/tcp    jellyfin            Jellyfin, Emby
  8111/tcp    teamcity            TeamCity
  8123/tcp    home-assistant      Home Assistant, ClickHouse over HTTP
  8200/tcp    vault               HashiCorp Vault, MiniDLNA
  8500/tcp    consul              HashiCorp Consul
  8600/tcp    consul-dns          HashiCorp Consul
  8600/udp    consul-dns          HashiCorp Consul
  8765/tcp    motioneye           motionEye
  8888/tcp    http-alt            Jupyter, proxies
  8983/tcp    solr                Apache Solr
  8989/tcp    sonarr              Sonarr
  9000/tcp    http-alt            MinIO, SonarQube, PHP-FPM, Portainer
  9001/tcp    http-alt            MinIO console, Tor relays
  9042/tcp    cassandra           CQL
  9090/tcp    prometheus          Prometheus, Cockpit
  9091/tcp    pushgateway         Prometheus Pushgateway, Transmission
  9092/tcp    kafka               Kafka brokers
  9093/tcp    alertmanager        Prometheus Alertmanager
  9104/tcp    mysqld-exporter     Prometheus exporter
  9115/tcp    blackbox-exporter   Prometheus exporter
  9117/tcp    apache-exporter     Prometheus exporter, Jackett
  9121/tcp    redis-exporter      Prometheus exporter
  9187/tcp    postgres-exporter   Prometheus exporter
  9200/tcp    elasticsearch       Elasticsearch over HTTP
  9300/tcp    elasticsearch-peer  Elasticsearch transport
  9411/tcp    zipkin              Zipkin
  9443/tcp    https-alt           Portainer, vSphere client
  9696/tcp    prowlarr            Prowlarr
  10250/tcp   kubelet             kubelet API
  10255/tcp   kubelet-readonly    kubelet without log-in
  10256/tcp   kube-proxy-health   kube-proxy
  10257/tcp   kube-controller     kube-controller-manager
  10259/tcp   kube-scheduler      kube-scheduler
  15672/tcp   rabbitmq-http       RabbitMQ management
  16379/tcp   redis-cluster       Redis cluster bus
  16686/tcp   jaeger              Jaeger
  19132/udp   minecraft-bedrock   Minecraft Bedrock
  19530/tcp   milvus              Milvus
  25565/tcp   minecraft           Minecraft Java edition
  25575/tcp   minecraft-rcon      Minecraft remote console
  25672/tcp   rabbitmq-cluster    RabbitMQ nodes
  27015/udp   source-engine       Valve's Source engine
  34197/udp   factorio            Factorio
  37777/tcp   dahua               Dahua recorders and cameras
  41641/udp   tailscale           Tailscale
  50000/tcp   jenkins-agent       Jenkins agents, Db2
  51413/tcp   transmission        BitTorrent
  51413/udp   transmission        BitTorrent
  51820/udp   wireguard           WireGuard
  58846/tcp   deluge              Deluge
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
