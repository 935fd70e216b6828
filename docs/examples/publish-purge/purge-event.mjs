// npm install kafkajs && TOKEN=$(./skerry token demo purge:select) node purge-event.mjs 127.0.0.1:9092 demo product-7
import { randomUUID } from 'node:crypto';
import { Kafka } from 'kafkajs';

const [broker, site, ...keys] = process.argv.slice(2);
const producer = new Kafka({ brokers: [broker] }).producer();
await producer.connect();
await producer.send({
  topic: 'skerry.purge-requests',
  messages: [{
    value: JSON.stringify({ keys }),
    headers: {
      ce_specversion: '1.0', ce_id: randomUUID(), ce_source: '/examples/node', ce_subject: site,
      ce_type: 'dev.skerry.purge.requested', authorization: `Bearer ${process.env.TOKEN}`,
    },
  }],
});
await producer.disconnect();
