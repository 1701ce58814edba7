// A plugin of serverless.yml: every function is published as a version behind the alias `live`, which
// is what mappings, the HTTP API and schedules call. CodeDeploy moves an alias to the next version,
// and back when an alarm of that function rings meanwhile; CloudFormation then rolls back the rest.

const { alarm } = require("./alarms.cjs");

const ALIAS = "live";
const CANARY = "CodeDeployDefault.LambdaCanary10Percent5Minutes";
const AT_ONCE = "CodeDeployDefault.LambdaAllAtOnce";
// The most alarms that a deployment group takes.
const ALARMS_AT_MOST = 10;

// What the functions' environment takes from parameters. A version is published anew only when its
// own properties change, so it says them: else `live` would keep the values of before.
const PARAMETERS = "${PublicUrl} ${MailFrom}";

const arnBelow = (service, resource) => ({
  "Fn::Sub": `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
});

class Aliases {
  constructor(serverless) {
    this.service = serverless.service;
    this.naming = serverless.getProvider("aws").naming;
    this.stage = serverless.getProvider("aws").getStage();
    this.hooks = {
      // osls refers every event to a function's target alias once it has one.
      "before:package:compileFunctions": () => this.each((name, own) => this.name(name, own)),
      "after:package:compileFunctions": () => this.each((name, own) => this.publish(name, own)),
      // By now serverless.yml's own resources are in the template, the alarms among them.
      "after:aws:package:finalize:mergeCustomProviderResources": () => this.shift(),
    };
  }

  each(work) {
    for (const name of this.service.getAllFunctions()) work(name, this.service.getFunction(name));
  }

  get resources() {
    return this.service.provider.compiledCloudFormationTemplate.Resources;
  }

  prefix(name) {
    return this.naming.getNormalizedFunctionName(name);
  }

  name(name, own) {
    own.targetAlias = { name: ALIAS, logicalId: `${this.prefix(name)}Live` };
  }

  publish(name, own) {
    const version = this.resources[own.versionLogicalId];
    version.Properties.Description = { "Fn::Sub": PARAMETERS };
    // On AWS versions stay, to go back to by hand; on one machine they would only fill the disk.
    if (this.stage === "local") delete version.DeletionPolicy;
    const lambda = this.naming.getLambdaLogicalId(name);
    this.resources[own.targetAlias.logicalId] = {
      Type: "AWS::Lambda::Alias",
      Properties: {
        Name: ALIAS,
        FunctionName: { Ref: lambda },
        FunctionVersion: { "Fn::GetAtt": [own.versionLogicalId, "Version"] },
      },
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: {
          ApplicationName: { Ref: "Releases" },
          DeploymentGroupName: { Ref: `${this.prefix(name)}Release` },
        },
      },
    };
  }

  shift() {
    this.resources.Releases = {
      Type: "AWS::CodeDeploy::Application",
      Properties: { ApplicationName: `regulars-${this.stage}`, ComputePlatform: "Lambda" },
    };
    this.resources.ReleasesRole = this.role();
    this.each((name, own) => {
      Object.assign(this.resources, this.exceptions(name));
      const alarms = this.alarmsOf(name, own);
      if (alarms.length > ALARMS_AT_MOST) throw new Error(`${name} has more alarms than CodeDeploy takes`);
      this.resources[`${this.prefix(name)}Release`] = {
        Type: "AWS::CodeDeploy::DeploymentGroup",
        Properties: {
          ApplicationName: { Ref: "Releases" },
          DeploymentGroupName: `regulars-${this.stage}-${name}`,
          ServiceRoleArn: { "Fn::GetAtt": ["ReleasesRole", "Arn"] },
          // Of what the clock starts every five minutes, a tenth within five minutes is nothing.
          DeploymentConfigName: own.events.every((event) => event.schedule) ? AT_ONCE : CANARY,
          DeploymentStyle: {
            DeploymentType: "BLUE_GREEN",
            DeploymentOption: "WITH_TRAFFIC_CONTROL",
          },
          AutoRollbackConfiguration: {
            Enabled: true,
            Events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
          },
          AlarmConfiguration: {
            // A release that mends what rings has to get past the ringing.
            Enabled: { "Fn::If": ["AlarmsCount", true, false] },
            Alarms: alarms.map((logicalId) => ({ Name: { Ref: logicalId } })),
          },
        },
      };
    });
  }

  // Failures of single messages are no errors of the function: the log tells of them.
  exceptions(name) {
    const metric = `Exceptions-${name}`;
    return {
      [`${this.prefix(name)}ExceptionLines`]: {
        Type: "AWS::Logs::MetricFilter",
        Properties: {
          LogGroupName: { Ref: this.naming.getLogGroupLogicalId(name) },
          FilterPattern: '{ $.exception_name = "*" }',
          MetricTransformations: [
            { MetricNamespace: `Regulars/${this.stage}`, MetricName: metric, MetricValue: "1" },
          ],
        },
      },
      [`${this.prefix(name)}Exceptions`]: alarm(
        `The function ${name} met something that nobody foresaw; its log says what`,
        `Regulars/${this.stage}`, metric, {},
        { Statistic: "Sum", Period: 60 },
      ),
    };
  }

  // Errors and exceptions of the function itself, dead letters of what it reads, and for what
  // answers requests the API's 5xx.
  alarmsOf(name, own) {
    const mine = [`${this.prefix(name)}Exceptions`];
    const functionName = `regulars-${this.stage}-${name}`;
    const dead = this.deadLettersOf(name);
    const answers = own.events.some((event) => event.httpApi);
    for (const [logicalId, resource] of Object.entries(this.resources)) {
      if (resource.Type !== "AWS::CloudWatch::Alarm") continue;
      const { MetricName, Dimensions = [] } = resource.Properties;
      const about = (value) => JSON.stringify(Dimensions).includes(JSON.stringify(value));
      const errors = MetricName === "Errors" && about(functionName);
      if (errors || (answers && MetricName === "5xx") || dead.some(about)) mine.push(logicalId);
    }
    return mine.sort();
  }

  deadLettersOf(name) {
    const target = JSON.stringify(this.naming.getLambdaLogicalId(name));
    return Object.values(this.resources)
      .filter((one) => one.Type === "AWS::Lambda::EventSourceMapping")
      .filter((one) => JSON.stringify(one.Properties.FunctionName).includes(target))
      .map(({ Properties }) => {
        const onFailure = Properties.DestinationConfig?.OnFailure?.Destination;
        if (onFailure) return onFailure["Fn::GetAtt"][0];
        const queue = this.resources[Properties.EventSourceArn["Fn::GetAtt"][0]];
        return queue.Properties.RedrivePolicy.deadLetterTargetArn["Fn::GetAtt"][0];
      });
  }

  role() {
    const functions = arnBelow("lambda", `function:regulars-${this.stage}-*`);
    const allow = (Action, Resource) => ({ Effect: "Allow", Action, Resource });
    return {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "codedeploy.amazonaws.com" },
              Action: "sts:AssumeRole",
            },
          ],
        },
        Policies: [
          {
            PolicyName: "releases",
            PolicyDocument: {
              Version: "2012-10-17",
              Statement: [
                allow(["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"], functions),
                allow("cloudwatch:DescribeAlarms", arnBelow("cloudwatch", "alarm:*")),
              ],
            },
          },
        ],
      },
    };
  }
}

module.exports = Aliases;
