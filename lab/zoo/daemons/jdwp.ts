import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['openjdk-17-jdk-headless', 'openjdk-17-jre-headless'],
  start: ({ dir }) => ({
    files: {
      'Zoo.java':
        'class Zoo { public static void main(String[] a) throws Exception { Thread.sleep(Long.MAX_VALUE); } }\n',
    },
    script: `exec java -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005 ${dir}/Zoo.java`,
  }),
  endpoints: [{ port: 5005, protocol: 'jdwp' }],
})
