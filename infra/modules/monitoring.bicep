@description('Name of the Log Analytics workspace.')
@minLength(4)
@maxLength(63)
param workspaceName string

@description('Name of the Application Insights resource.')
param insightsName string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Object id of the identity that the functions run as.')
param identityPrincipalId string

// The least that Log Analytics offers, and enough to read an alert's cause.
var retentionDays = 30

var roleIds = {
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

// Application Insights' tables keep 90 days whatever the workspace says, unless each is told otherwise.
// https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure
var telemetryTables = [
  'AppAvailabilityResults'
  'AppBrowserTimings'
  'AppDependencies'
  'AppEvents'
  'AppExceptions'
  'AppMetrics'
  'AppPageViews'
  'AppPerformanceCounters'
  'AppRequests'
  'AppSystemEvents'
  'AppTraces'
]

// Holds the telemetry; gone after 30 days, at once and not after another grace period.
resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    features: {
      disableLocalAuth: true
      immediatePurgeDataOn30Days: true
    }
    retentionInDays: retentionDays
    sku: {
      name: 'PerGB2018'
    }
  }
}

// Takes the functions' telemetry from the identity only. Addresses of callers are masked before they are stored.
resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    DisableIpMasking: false
    DisableLocalAuth: true
    ImmediatePurgeDataOn30Days: true
    IngestionMode: 'LogAnalytics'
    RetentionInDays: retentionDays
    WorkspaceResourceId: workspace.id
  }
}

// Each table of Application Insights for 30 days too. One after the other: a workspace refuses two changes at a time.
@batchSize(1)
resource tables 'Microsoft.OperationalInsights/workspaces/tables@2025-02-01' = [for table in telemetryTables: {
  parent: workspace
  name: table
  properties: {
    retentionInDays: retentionDays
    totalRetentionInDays: retentionDays
  }
}]

// The functions may send telemetry. They may not read it.
resource appSendsTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, identityPrincipalId, roleIds.monitoringMetricsPublisher)
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.monitoringMetricsPublisher)
  }
}

@description('Resource id of the workspace: alerts query it.')
output workspaceId string = workspace.id

@description('Where telemetry goes. Its instrumentation key opens nothing: local authentication is off.')
output insightsConnectionString string = insights.properties.ConnectionString
