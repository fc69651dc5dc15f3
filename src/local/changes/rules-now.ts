import { runProgram } from './run-program.ts'

/** Which rules there are now, as their own programs list them: for the record of a change. */
export async function listRules(): Promise<string> {
  const programs = [['nft', 'list', 'ruleset'], ['iptables-save'], ['ip6tables-save']]
  const answers = await Promise.all(programs.map(runProgram))
  return programs.map((argv, i) => `# ${argv.join(' ')}\n${answers[i]!.stdout}`).join('\n')
}
