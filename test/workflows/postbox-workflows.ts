export { postbox } from '../../workflows/postbox.ts';
