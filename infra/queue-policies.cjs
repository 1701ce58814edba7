// Nobody reaches a queue but over TLS, whatever IAM allows. On one machine the emulator speaks plain
// HTTP on loopback, so there the policies are left out.

const QUEUES = [
  ...["Events", "Fetches", "Codes", "Balances", "Jobs", "Hooks"].flatMap((name) => [`${name}Queue`, `${name}DeadLetters`]),
  "ScheduledDeadLetters",
  "RelayDeadLetters",
];

const policy = (queue) => ({
  Type: "AWS::SQS::QueuePolicy",
  Properties: {
    Queues: [{ Ref: queue }],
    PolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "OnlyOverTls",
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: { "Fn::GetAtt": [queue, "Arn"] },
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    },
  },
});

module.exports = async ({ resolveVariable }) => {
  const local = (await resolveVariable("sls:stage")) === "local";
  const made = local ? [] : QUEUES.map((queue) => [`${queue}Policy`, policy(queue)]);
  return { Resources: Object.fromEntries(made) };
};
