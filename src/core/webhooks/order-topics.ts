/** Topics of orders and provisioning requests (src/core/orders/notices.ts): each company is told of its own side, without prices. */
import type { WebhookTopic } from './topic.ts';

const AT = '2026-03-02T00:00:00.000Z';

const ACT = { by: 'Sam Seller', company: 'Bluegum Telecom', at: AT };

const ORDER = {
  order: 'BG-1001',
  version: 2,
  status: 'halted',
  statusText: 'Provisioning Halted',
  account: 'C-1001',
  packagePlan: 'NBN-50',
  requestedOn: '2026-03-02',
  services: [
    {
      position: 1,
      servicePlan: 'NBN-50-DATA',
      status: 'halted',
      activatedOn: null,
      rejectionDetails: 'There is no such address.',
      workflow: null,
      provisionedBy: 'Wavelink',
      changed: true,
    },
  ],
  ...ACT,
};

const REQUEST = {
  request: 'req_12',
  version: 2,
  order: 'BG-1001',
  retailer: 'Bluegum Telecom',
  servicePlan: 'W-NBN-50',
  serviceType: 'Data',
  supplier: 'opti-carrier',
  status: 'pending',
  statusText: 'Pending',
  requestedOn: '2026-03-02',
  details: { address: '1 High Street, Geelong VIC 3220' },
  assignee: null,
  rejectionDetails: null,
  workflow: { stage: 'sent', stageText: 'FSR Request sent in file sequence 7', since: AT },
  ...ACT,
};

const order = (topic: string, summary: string, differs = {}): WebhookTopic => ({
  topic,
  summary,
  about: 'order',
  example: { ...ORDER, ...differs },
});
const request = (topic: string, summary: string, differs = {}): WebhookTopic => ({
  topic,
  summary,
  about: 'request',
  example: { ...REQUEST, ...differs },
});

export const ORDER_TOPICS: readonly WebhookTopic[] = [
  {
    topic: 'order.placed',
    summary: 'An order was placed.',
    about: 'order',
    example: {
      order: 'BG-1001',
      version: 1,
      account: 'C-1001',
      packagePlan: 'NBN-50',
      requestedOn: '2026-03-02',
      services: [{ position: 1, servicePlan: 'NBN-50-DATA', status: 'pending', provisionedBy: 'Wavelink' }],
      ...ACT,
    },
  },
  order('order.edited', 'What an order asks for was changed.'),
  order('order.halted', 'Provisioning of services of an order was halted, with the reason.'),
  order('order.resubmitted', 'Halted services of an order were submitted again.'),
  order('order.collected', 'Services of an order were sent to a carrier in an activity file.'),
  order('order.advised', 'A carrier has said yes to services of an order.'),
  order('order.activated', 'Services of an order are active.', {
    status: 'active',
    statusText: 'Active',
  }),
  order('order.cancelled', 'An order, or services of it, were cancelled.', {
    status: 'cancelled',
    statusText: 'Cancelled',
  }),
];

export const REQUEST_TOPICS: readonly WebhookTopic[] = [
  request('request.received', 'A request came into your queue with a new order.', { version: 1 }),
  request('request.claimed', 'Somebody took a request of your queue.', { assignee: 'Dana Doer' }),
  request('request.released', 'A request of your queue was given back.'),
  request('request.edited', 'The details of a request were changed.'),
  request('request.halted', 'A request was halted, with the reason.', {
    status: 'halted',
    statusText: 'Provisioning Halted',
    rejectionDetails: 'There is no such address.',
  }),
  request('request.resubmitted', 'A halted request was submitted again.'),
  request('request.collected', 'A request was sent to its carrier in an activity file.'),
  request('request.advised', 'The carrier has said yes to a request.'),
  request('request.activated', 'A request is active.', { status: 'active', statusText: 'Active' }),
  request('request.cancelled', 'A request was cancelled.', { status: 'cancelled', statusText: 'Cancelled' }),
];
