import { type ReactNode, createContext } from 'react';

/** Shown at the top of every modal dialog: what stands in the page behind it can neither be read nor used meanwhile. */
export const ModalNotice = createContext<ReactNode>(null);
