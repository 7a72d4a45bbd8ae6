export { useClosePromise, useSetTaskDone } from './closeWork.tsx';
