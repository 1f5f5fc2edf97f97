/** Requests and responses are Express's from the start, so that Express has nothing to change in them (docs/performance.md). */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import express from 'express';
import { messagesFor } from '../../src/server/express-messages.js';

test('given an Express application, then what node:http makes is what Express would make of it', () => {
  const app = express();
  const messages = messagesFor(app);
  const Request = messages.IncomingMessage ?? IncomingMessage;
  const Response = messages.ServerResponse ?? ServerResponse;
  const request = new Request(new Socket());
  const response = new Response(request);
  expect(Object.getPrototypeOf(request)).toBe(app.request);
  expect(Object.getPrototypeOf(response)).toBe(app.response);
  request.headers = { 'content-type': 'text/plain' };
  expect(request).toBeInstanceOf(IncomingMessage);
  expect((request as express.Request).get('Content-Type')).toBe('text/plain');
  expect((response as express.Response).status(204).statusCode).toBe(204);
});

test('given another listener, then requests stay as they are', () => {
  expect(messagesFor(() => undefined)).toEqual({});
});
