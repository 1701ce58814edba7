// What calls somebody: dead letters, events that wait, functions that fail, a relay that lags, a clock
// that stands still. Written out of the list below and of serverless.yml's functions and schedules, so
// that no new one goes unwatched.

const DEAD_LETTERS = ["Events", "Fetches", "Codes", "Balances", "Jobs", "Hooks", "Scheduled", "Relay"];

// How often a job runs, in seconds.
const UNITS = { minute: 60, hour: 3600, day: 86400 };
const everyS = (rate) => {
  const [, count, unit] = rate.match(/^rate\((\d+) (minute|hour|day)s?\)$/);
  return Number(count) * UNITS[unit];
};

const camel = (name) =>
  name.split("_").map((word) => word[0].toUpperCase() + word.slice(1)).join("");

// One data point over the threshold rings; silence is not an alarm: idle queues report nothing.
const alarm = (description, namespace, metric, dimensions, settings) => ({
  Type: "AWS::CloudWatch::Alarm",
  Properties: {
    AlarmDescription: description,
    Namespace: namespace,
    MetricName: metric,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: 0,
    Period: 300,
    EvaluationPeriods: 1,
    TreatMissingData: "notBreaching",
    AlarmActions: [{ Ref: "Alarms" }],
    OKActions: [{ Ref: "Alarms" }],
    ...settings,
  },
});

// Rings when a job has not been done for three of its turns, of a daily one two. Functions say so
// themselves (functions/measures.py); a job that was never done rings as well.
const heartbeat = (stage, service, job, rate) => {
  const period = everyS(rate);
  return alarm(
    `The job ${job} has not been done for too long. See the log of ${service}`,
    `Regulars/${stage}`, "JobDone", { service, job },
    {
      Statistic: "Sum",
      ComparisonOperator: "LessThanThreshold",
      Threshold: 1,
      Period: period,
      EvaluationPeriods: period < 86400 ? 3 : 2,
      TreatMissingData: "breaching",
    },
  );
};

const queueName = (logicalId) => ({ QueueName: { "Fn::GetAtt": [logicalId, "QueueName"] } });

// Single throttles are met by trying again at once; so many are felt.
const tableThrottled = (metric, what) =>
  alarm(
    `DynamoDB throttled more than a hundred ${what} of the table within five minutes`,
    "AWS/DynamoDB", metric, { TableName: { Ref: "Table" } },
    { Statistic: "Sum", Threshold: 100 },
  );

module.exports = async ({ resolveConfigurationProperty, resolveVariable }) => {
  const stage = await resolveVariable("sls:stage");
  const configured = await resolveConfigurationProperty(["functions"]);
  const functions = Object.keys(configured);
  const functionName = (name) => ({ FunctionName: `regulars-${stage}-${name}` });

  const resources = {
    Alarms: {
      Type: "AWS::SNS::Topic",
      Properties: { TopicName: `regulars-${stage}-alarms` },
    },
    AlarmMail: {
      Type: "AWS::SNS::Subscription",
      Condition: "HasAlarmEmail",
      Properties: { TopicArn: { Ref: "Alarms" }, Protocol: "email", Endpoint: { Ref: "AlarmEmail" } },
    },
    EventsWait: alarm(
      "The oldest delivery has waited for more than five minutes: the ledger is behind",
      "AWS/SQS", "ApproximateAgeOfOldestMessage", queueName("EventsQueue"),
      { Statistic: "Maximum", Threshold: 300, Period: 60, EvaluationPeriods: 3 },
    ),
    RelayLags: alarm(
      "The relay is more than ten minutes behind the table's stream",
      "AWS/Lambda", "IteratorAge", functionName("relay"),
      { Statistic: "Maximum", Threshold: 600000, Period: 60, EvaluationPeriods: 3 },
    ),
    // A store that is slow makes one now and then.
    ApiFails: alarm(
      "The HTTP API answered with a 5xx more than four times within a minute",
      "AWS/ApiGateway", "5xx", { ApiId: { Ref: "HttpApi" } },
      { Statistic: "Sum", Threshold: 4, Period: 60 },
    ),
    SweepStopped: alarm(
      "A sweep stopped: a store no longer knows many of its orders. No points were taken back",
      `Regulars/${stage}`, "SweepStopped", { service: "scheduled" },
      { Statistic: "Sum" },
    ),
    // The account's functions share one pool of concurrency, so it does not matter whose call it was.
    Throttled: alarm(
      "Functions were throttled: the account's concurrency is used up. Ask AWS for more",
      "AWS/Lambda", "Throttles", {},
      { Statistic: "Sum" },
    ),
    TableReadsThrottled: tableThrottled("ReadThrottleEvents", "reads"),
    TableWritesThrottled: tableThrottled("WriteThrottleEvents", "writes"),
  };
  for (const name of DEAD_LETTERS) {
    resources[`${name}DeadLettersAlarm`] = alarm(
      `There are dead letters: ${name}. See what is wrong, mend it, and redrive them`,
      "AWS/SQS", "ApproximateNumberOfMessagesVisible", queueName(`${name}DeadLetters`),
      { Statistic: "Maximum", Period: 60 },
    );
  }
  for (const name of functions) {
    resources[`${camel(name)}Errors`] = alarm(
      `The function ${name} failed`,
      "AWS/Lambda", "Errors", functionName(name),
      // Within the minutes that a release takes (infra/aliases.cjs).
      { Statistic: "Sum", Period: 60 },
    );
  }
  for (const [name, { events = [] }] of Object.entries(configured)) {
    for (const { schedule } of events) {
      if (!schedule) continue;
      const { job } = schedule.input;
      resources[`${camel(job)}Stands`] = heartbeat(stage, name, job, schedule.rate);
    }
  }
  return { Resources: resources };
};

module.exports.alarm = alarm;
