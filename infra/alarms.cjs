// What calls somebody: dead letters, events that wait, functions that fail, a relay that lags.
// Written out of the lists below and of serverless.yml's functions, so that no new one goes unwatched.

const DEAD_LETTERS = ["Events", "Fetches", "Codes", "Balances", "Relay"];

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

const queueName = (logicalId) => ({ QueueName: { "Fn::GetAtt": [logicalId, "QueueName"] } });

module.exports = async ({ resolveConfigurationProperty, resolveVariable }) => {
  const stage = await resolveVariable("sls:stage");
  const functions = Object.keys(await resolveConfigurationProperty(["functions"]));
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
      "Regulars", "SweepStopped", { service: "scheduled" },
      { Statistic: "Sum" },
    ),
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
  return { Resources: resources };
};

module.exports.alarm = alarm;
