import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['tomcat10', 'openjdk-17-jre-headless'],
  start: ({ dir }) => ({
    files: {
      'conf/server.xml': `<Server port="-1"><Service name="Catalina"><Connector port="8180"/><Connector protocol="AJP/1.3" port="8009" address="0.0.0.0" secretRequired="false"/><Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine></Service></Server>\n`,
      'conf/web.xml': '<web-app/>\n',
    },
    script: `mkdir ${dir}/logs ${dir}/temp ${dir}/webapps ${dir}/work
      export CATALINA_BASE=${dir} CATALINA_HOME=/usr/share/tomcat10; exec /usr/share/tomcat10/bin/catalina.sh run`,
  }),
  endpoints: [
    { port: 8180, protocol: 'http', product: 'Tomcat', version: 'revealed' },
    { port: 8009, protocol: 'ajp13' },
  ],
})
