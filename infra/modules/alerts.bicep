@description('Name of the environment: part of every rule\'s name.')
param environmentName string

@description('Region of the rules.')
param location string

@description('Region of the action group. Only some regions process one themselves.')
param actionGroupLocation string

@description('Tags of every resource.')
param tags object

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Who is told.')
@minLength(6)
param alertEmail string

// The app logs one JSON object a message (shared/telemetry.py).
var events = 'AppTraces | where Message startswith "{" | extend logged = parse_json(Message) | extend event = tostring(logged.event)'

// Every query gives a row when, and only when, something is wrong: so one condition fits all, and silence can be told
// from success. What the sweep reports comes back each hour until it is mended: a window of two hours keeps that one alert.
// Every window is wider than the time between two looks, because telemetry arrives some minutes late.
var rules = [
  {
    name: 'no-sweep'
    title: 'No successful sweep for 3 hours'
    description: 'Personal data may outlive its deadline: the hourly sweep has not succeeded for 3 hours. Fires after a first deployment too, until the first sweep.'
    severity: 1
    evaluationFrequency: 'PT15M'
    windowSize: 'PT3H'
    query: '${events} | where event == "retention_run_finished" and tostring(logged.outcome) == "succeeded" | summarize runs = count() | where runs == 0'
  }
  {
    name: 'table-overdue'
    title: 'A table is past its deadline'
    description: 'A table of personal data is still there after its deadline. Nobody can read its rows any more, but they have to go.'
    severity: 1
    evaluationFrequency: 'PT15M'
    windowSize: 'PT2H'
    query: '${events} | where event == "table_overdue" | summarize reports = count() by family = tostring(logged.family), day = tostring(logged.day)'
  }
  {
    name: 'identity-rebound'
    title: 'A username came with another person'
    description: 'A username that is bound to one person came with the token of another. Nothing was forwarded. An officer of that tenant decides.'
    severity: 2
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    query: '${events} | where event == "identity_rebound" | summarize attempts = count() by tenantId = tostring(logged.tenantId)'
  }
  {
    name: 'server-errors'
    title: 'More than 5 % of requests fail'
    description: 'At least 5 requests, and more than 5 % of all, were answered with a 5xx status in 15 minutes.'
    severity: 2
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    query: 'AppRequests | where isnotempty(Url) | summarize failed = sumif(ItemCount, toint(ResultCode) >= 500), answered = sum(ItemCount) | where failed >= 5 and failed * 20 > answered'
  }
  {
    name: 'unknown-table'
    title: 'A table that no family knows'
    description: 'The storage account holds a table that the app does not know, so that no deadline deletes it.'
    severity: 2
    evaluationFrequency: 'PT15M'
    windowSize: 'PT2H'
    query: '${events} | where event == "unknown_table" | summarize reports = count()'
  }
  {
    name: 'person-needed'
    title: 'A duty waits for a person'
    description: 'Something that the law or the contract asks for does not go on by itself: a recipient not told, a restriction or a hold undecided, a row of the log missing, a bad setting, a failed sweep, signing keys that cannot be fetched.'
    severity: 2
    evaluationFrequency: 'PT15M'
    windowSize: 'PT2H'
    query: '${events} | where event in ("recipient_not_told", "restriction_undecided", "hold_unconfirmed", "activity_not_logged", "misconfigured", "retention_run_failed", "signing_keys_unavailable") | summarize reports = count() by event | where reports >= 3 or event != "signing_keys_unavailable"'
  }
]

// Sends the mails. Regional, because a global one may be processed anywhere.
resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${environmentName}'
  location: actionGroupLocation
  tags: tags
  properties: {
    enabled: true
    groupShortName: environmentName
    emailReceivers: [
      {
        name: 'operators'
        emailAddress: alertEmail
        useCommonAlertSchema: true
      }
    ]
  }
}

// Watches the telemetry. Not validated against the workspace, which may not know its tables yet when it has just been made.
resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: 'alert-${environmentName}-${rule.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: rule.title
    description: rule.description
    severity: rule.severity
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: rule.evaluationFrequency
    windowSize: rule.windowSize
    autoMitigate: true
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: [
        operators.id
      ]
    }
  }
}]
