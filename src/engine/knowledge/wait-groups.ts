// What is known of groups that count goroutines: by full name; the group is argument 0.

/** Says that another goroutine is to be waited for. */
export const groupAdd = '(*sync.WaitGroup).Add';

/** Says that one has ended. */
export const groupDone = '(*sync.WaitGroup).Done';

/** Waits for them. */
export const groupWait = '(*sync.WaitGroup).Wait';
