/** Other names of commands. They stand apart so that finding a command loads none. */
export const commandAliases: Readonly<Record<string, string>> = { ls: 'ports' }
