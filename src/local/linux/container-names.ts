import type { Container } from '../../model/listener.ts'
import type { ContainerRef } from './cgroup.ts'

export function nameContainer(container: ContainerRef): Container {
  return { ...container, name: null }
}
