import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['zookeeper'],
  start: ({ dir }) => ({
    files: { 'zoo.cfg': `tickTime=2000\ndataDir=${dir}/data\nclientPort=12181\nadmin.enableServer=false\n` },
    script: `mkdir ${dir}/data
      exec java -cp '/usr/share/java/*:/etc/zookeeper/conf' -Dzookeeper.log.dir=${dir} org.apache.zookeeper.server.quorum.QuorumPeerMain ${dir}/zoo.cfg`,
  }),
  endpoints: [{ port: 12181, protocol: 'zookeeper', product: 'ZooKeeper', version: 'revealed' }],
})
