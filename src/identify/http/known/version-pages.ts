/** Where a product tells its version to anybody, when its first page does not. */
export interface VersionPage {
  readonly product: string
  readonly path: string
  /** The word that the version follows; empty: it is the beginning. */
  readonly after: string
  readonly version: string
  /** What was seen there, or is documented. */
  readonly example: string
}

const table = `
  product           | page                            | version after       | version               | example
  Prometheus        | /api/v1/status/buildinfo        | "version"           | 2.42.0+ds             | {"status":"success","data":{"version":"2.42.0+ds","revision":"2.42.0+ds-5+deb12u1"}}
  Alertmanager      | /api/v2/status                  | "version"           | 0.25.0                | {"cluster":{"peers":[],"status":"disabled"},"versionInfo":{"branch":"debian/sid","version":"0.25.0"}}
  Pushgateway       | /api/v1/status                  | "version"           | 1.5.1                 | {"status":"success","data":{"build_information":{"branch":"debian/sid","version":"1.5.1"},"flags":{}}}
  Grafana           | /api/health                     | "version"           | 9.3.2                 | {"commit":"ff85ec33c5","database":"ok","version":"9.3.2"}
  Kibana            | /api/status                     | "number"            | 8.5.0                 | {"name":"k1","version":{"number":"8.5.0","build_hash":"1d39d1"}}
  Nomad             | /v1/agent/self                  | "build"             | 1.5.3                 | {"member":{"Name":"n1.global","Tags":{"build":"1.5.3","role":"nomad"}}}
  Consul            | /v1/agent/self                  | "Version"           | 1.15.2                | {"Config":{"Datacenter":"dc1","NodeName":"n1","Revision":"5e08e229","Server":true,"Version":"1.15.2"}}
  Nextcloud         | /status.php                     | "versionstring"     | 27.1.4                | {"installed":true,"maintenance":false,"version":"27.1.4.1","versionstring":"27.1.4","productname":"Nextcloud"}
  ownCloud          | /status.php                     | "versionstring"     | 10.13.2               | {"installed":true,"maintenance":false,"version":"10.13.2.1","versionstring":"10.13.2","productname":"Infinite Scale"}
  Portainer         | /api/status                     | "Version"           | 2.16.2                | {"Version":"2.16.2","InstanceID":"299ab403-70a8-4c05-92f7-bf7a994d50df"}
  Jellyfin          | /System/Info/Public             | "Version"           | 10.8.8                | {"LocalAddress":"http://192.0.2.7:8096","ServerName":"media","Version":"10.8.8","ProductName":"Jellyfin Server"}
  Emby              | /System/Info/Public             | "Version"           | 4.7.11.0              | {"LocalAddress":"http://192.0.2.7:8096","ServerName":"media","Version":"4.7.11.0","Id":"8a1b"}
  Plex Media Server | /identity                       | version=            | 1.32.5.7349-8f4248874 | <MediaContainer size="0" apiVersion="1.1.1" claimed="1" machineIdentifier="8f" version="1.32.5.7349-8f4248874"></MediaContainer>
  Jupyter Notebook  | /api                            | "version"           | 6.4.12                | {"version": "6.4.12"}
  Metabase          | /api/session/properties         | "tag"               | 0.46.1                | {"engines":{},"version":{"date":"2023-04-04","tag":"v0.46.1","branch":"release-x.46.x"}}
  SonarQube         | /api/server/version             |                     | 9.9.0.65466           | 9.9.0.65466
  Harbor            | /api/v2.0/systeminfo            | "harbor_version"    | 2.7.1-6015b3ef        | {"auth_mode":"db_auth","harbor_version":"v2.7.1-6015b3ef","self_registration":false}
  Ollama            | /api/version                    | "version"           | 0.1.32                | {"version":"0.1.32"}
  Mailpit           | /api/v1/info                    | "Version"           | 1.10.1                | {"Version":"v1.10.1","LatestVersion":"v1.10.1","Messages":0}
  Gitea             | /api/v1/version                 | "version"           | 1.18.5                | {"version":"1.18.5"}
  Forgejo           | /api/forgejo/v1/version         | "version"           | 7.0.4+gitea-1.22.0    | {"version":"7.0.4+gitea-1.22.0"}
  Apache Solr       | /solr/admin/info/system?wt=json | "solr-spec-version" | 9.1.1                 | {"responseHeader":{"status":0},"lucene":{"solr-spec-version":"9.1.1","lucene-spec-version":"9.3.0"}}
  Apache Airflow    | /api/v1/version                 | "version"           | 2.5.1                 | {"git_version": null, "version": "2.5.1"}
  InfluxDB          | /health                         | "version"           | 2.6.1                 | {"name":"influxdb","message":"ready for queries and writes","status":"pass","version":"v2.6.1","commit":"9dcf880fe0"}
  Node-RED          | /settings                       | "version"           | 3.0.2                 | {"httpNodeRoot":"/","version":"3.0.2","context":{"default":"memory"}}
  Traefik           | /api/version                    | "Version"           | 2.9.6                 | {"Version":"2.9.6","Codename":"banon","startDate":"2023-01-01T00:00:00Z"}
  UniFi Network     | /status                         | "server_version"    | 7.3.83                | {"meta":{"rc":"ok","up":true,"server_version":"7.3.83","uuid":"1a"},"data":[]}
  Hue bridge        | /api/config                     | "swversion"         | 1957113050            | {"name":"Hue","datastoreversion":"158","swversion":"1957113050","apiversion":"1.57.0","bridgeid":"001788FFFE000000","modelid":"BSB002"}
  Shelly            | /shelly                         | "ver"               | 1.0.3                 | {"name":null,"id":"shellyplus1-a8032a","model":"SNSW-001X16EU","gen":2,"fw_id":"20230913-112003/v1.0.3-g0e6d1a2","ver":"1.0.3","app":"Plus1"}
  FRITZ!Box         | /jason_boxinfo.xml              | <j:Version>         | 154.07.57             | <j:BoxInfo xmlns:j="http://jason.avm.de/updatecheck/"><j:Name>FRITZ!Box 7590</j:Name><j:HW>226</j:HW><j:Version>154.07.57</j:Version></j:BoxInfo>
  Privoxy           | http://p.p/                     | Privoxy</a>         | 3.0.34                | This is <a href="https://www.privoxy.org/">Privoxy</a> 3.0.34 on localhost (127.0.0.1), port 8016
  Apt-Cacher NG     | /acng-report.html               | Apt-Cacher-NG/      | 3.7.4                 | <hr><address>Server: Apt-Cacher-NG/3.7.4&nbsp;
  Couchbase Server  | /pools                          | "implementationVersion"| 7.2.0-5325-enterprise | {"isAdminCreds":false,"implementationVersion":"7.2.0-5325-enterprise","pools":[]}
  nsqd              | /info                           | "version"           | 1.2.1                 | {"version":"1.2.1","broadcast_address":"n1","hostname":"n1","http_port":4151,"tcp_port":4150}
`

export const versionPages: readonly VersionPage[] = table
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [product = '', path = '', after = '', version = '', example = ''] = line.split('|').map((cell) => cell.trim())
    return { product, path, after, version, example }
  })
