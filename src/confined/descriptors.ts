/** Where a program in a process of its own finds its channels: after its standard files, and koffi's native part (libc/inherited-koffi.ts). */
export const firstChannel = 4
