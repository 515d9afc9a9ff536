import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';

const BEAT_MS = 1_000;

/**
 * Says every second that an activity goes on, where its workflow listens (`heartbeatTimeout`): so that the server tells one whose worker
 * died from one that waits for a lock, and gives it to another worker soon. An activity of less than a second says nothing.
 */
export function sayingAlive(context: Context): ActivityInterceptors {
  return {
    inbound: {
      execute: async (input, next) => {
        if (!context.info.heartbeatTimeoutMs) return next(input);
        const beating = setInterval(() => context.heartbeat(), BEAT_MS);
        try {
          return await next(input);
        } finally {
          clearInterval(beating);
        }
      },
    },
  };
}
