/**
 * The page's way to main. What the page gets is derived from the contract: one function a call, one
 * subscription an event, and no Electron object among them. Real gestures with files (a drop, a
 * choice, a paste) are heard here, so that paths never pass through the page.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { createClient } from '#contract/rpc/client.ts';
import { type Channel, CHANNELS } from '#contract/rpc/channels.ts';
import type { Port } from '#contract/rpc/port.ts';
import { gestureContract, pageContract } from '#contract/window.ts';
import { hearGestures } from './gestures.ts';
import { exposeClient } from './expose-client.ts';

const ipcPort = (channel: Channel): Port => ({
  post: (message) => ipcRenderer.send(channel, message),
  // Electron's event is left behind here: the page must never see one.
  onMessage: (listener) =>
    void ipcRenderer.on(channel, (_event, message: unknown) => listener(message)),
  onClose: () => undefined,
});

contextBridge.exposeInMainWorld(
  'dropline',
  exposeClient(pageContract, createClient(pageContract, ipcPort(CHANNELS.page))),
);
hearGestures(window, createClient(gestureContract, ipcPort(CHANNELS.gesture)).gesture);
