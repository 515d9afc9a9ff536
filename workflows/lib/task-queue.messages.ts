/** The one task queue of the system. */
export const TASK_QUEUE = 'changeover';
