import { composeEdit } from '../compose-file.ts'
import { cutsSentence, remotePeers } from '../peers.ts'
import { defineRemedy, plan } from '../remedy.ts'

export default defineRemedy({
  order: 21,
  plans(situation) {
    const { published, endpoint } = situation
    if (published === null) return []
    const { engine, container, containerPort, composeFile, composeService } = published
    const cuts = remotePeers(situation)
    const said = {
      title: `Publish the port on loopback only`,
      cuts,
      consequences: [
        ...cutsSentence(situation, cuts),
        'nobody reaches it from another machine',
        `container ${container} is made anew, and its connections end`,
      ],
    }
    const text = composeFile === null ? null : situation.fileText(composeFile)
    const port = { host: endpoint.port, container: containerPort, transport: endpoint.transport }
    const edit = composeFile === null ? null : composeEdit(composeFile, text, port, composeService)
    if (composeFile !== null && edit !== null) {
      const up = [
        engine,
        'compose',
        '--file',
        composeFile,
        'up',
        '--detach',
        ...(composeService === null ? [] : ['--', composeService]),
      ]
      return [
        plan({
          id: 'publish-on-loopback',
          why: 'A port that names no address is published on all of them, past the firewall.',
          edits: [edit],
          commands: [up],
          undo: [up],
          ...said,
        }),
      ]
    }
    const publish = `127.0.0.1:${endpoint.port}:${containerPort ?? 'PORT'}${endpoint.transport === 'udp' ? '/udp' : ''}`
    return [
      plan({
        id: 'publish-on-loopback',
        why: `A port that names no address is published on all of them, past the firewall. Ports of a container that is there cannot be changed: make it anew with the options that it was made with, and this one in place of its own -p.`,
        commands: [
          [engine, 'inspect', '--', container],
          [engine, 'run', '--publish', publish],
        ],
        ...said,
      }),
    ]
  },
})
