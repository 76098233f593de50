@description('Name of the plan.')
param planName string

@description('Name of the function app, globally unique: it becomes the host name.')
@minLength(2)
@maxLength(60)
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Resource id of the identity that the functions run as.')
param identityId string

@description('Client id of the identity: the setting AZURE_CLIENT_ID.')
param identityClientId string

@description('Blob endpoint of the host\'s storage.')
param hostBlobEndpoint string

@description('URL of the container that holds the package.')
param packageUrl string

@description('Table endpoint of the personal data: the setting TABLES_ENDPOINT.')
param tablesEndpoint string

@description('Where telemetry goes.')
param insightsConnectionString string

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Client id of the app registration: the setting API_CLIENT_ID.')
param apiClientId string

@description('Tenant in which the role Operator counts: the setting OPERATOR_TENANT_ID.')
param operatorTenantId string

@description('How much of a caller\'s address is kept: the setting CLIENT_ADDRESS.')
@allowed([
  'none'
  'truncated'
  'full'
])
param clientAddress string

@description('The setting RETENTION_DAYS. Empty: not set.')
param retentionDays string

@description('The setting CONTENT_RETENTION_DAYS. Empty: not set.')
param contentRetentionDays string

@description('The setting CONTROLLER_NAME. Empty: not set.')
param controllerName string

@description('The setting CONTROLLER_ADDRESS. Empty: not set.')
param controllerAddress string

@description('The setting CONTROLLER_CONTACT. Empty: not set.')
param controllerContact string

@description('The setting DPO_NAME. Empty: not set.')
param dpoName string

@description('The setting DPO_ADDRESS. Empty: not set.')
param dpoAddress string

@description('The setting DPO_CONTACT. Empty: not set.')
param dpoContact string

@description('HTTP instances that are always warm.')
@minValue(0)
@maxValue(5)
param alwaysReadyInstances int

@description('The most instances at a time.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int

// How many calls one instance takes at once, and how many threads its worker has: equal, so that no call waits for a
// thread while another instance could take it. Handlers block on storage and on contact centres (up to 8 s), so the
// default of 1 would waste the instance; its one core is busy with some 16 calls, and 16 bodies of 4 MiB, parsed, still
// fit its 2 GiB. No contact centre holds more than a quarter of the threads, so 16 leaves each of them 4.
var threads = 16

var alwaysReady = [
  {
    name: 'http'
    instanceCount: alwaysReadyInstances
  }
]

// An override that is left out stays unset: the app then uses its own default, and refuses an empty value.
var overrides = union(
  empty(retentionDays) ? {} : { RETENTION_DAYS: retentionDays },
  empty(contentRetentionDays) ? {} : { CONTENT_RETENTION_DAYS: contentRetentionDays },
  empty(controllerName) ? {} : { CONTROLLER_NAME: controllerName },
  empty(controllerAddress) ? {} : { CONTROLLER_ADDRESS: controllerAddress },
  empty(controllerContact) ? {} : { CONTROLLER_CONTACT: controllerContact },
  empty(dpoName) ? {} : { DPO_NAME: dpoName },
  empty(dpoAddress) ? {} : { DPO_ADDRESS: dpoAddress },
  empty(dpoContact) ? {} : { DPO_CONTACT: dpoContact }
)

// Flex Consumption: pays by use, scales to what comes. One app a plan.
resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  // checkov:skip=CKV_AZURE_225: zones need two instances that are always warm and paid for; a cold start takes seconds
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

// The functions. No CORS: the tab comes from this same host. No easy-auth: the app checks each token itself, more
// strictly, and its public routes need none. No client certificates: Teams has none to show.
resource app 'Microsoft.Web/sites@2024-11-01' = {
  // checkov:skip=CKV_AZURE_17: the callers are Teams clients, which have no certificate to show
  // checkov:skip=CKV_AZURE_78: Flex has no FTP and refuses ftpsState; its credentials are off below
  // checkov:skip=CKV_AZURE_212: Flex scales by itself; alwaysReady keeps instances warm
  // checkov:skip=CKV_AZURE_213: Flex watches its instances itself and takes no health check path
  // checkov:skip=CKV_AZURE_222: the callers are Teams clients anywhere on the internet; every call bears a token
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    clientCertEnabled: false
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'python'
        version: '3.12'
      }
      scaleAndConcurrency: {
        alwaysReady: alwaysReadyInstances > 0 ? alwaysReady : []
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstanceCount
        triggers: {
          http: {
            perInstanceConcurrency: threads
          }
        }
      }
    }
    siteConfig: {
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
    }
  }
}

// Publishing by user name and password over FTP: off.
resource ftpCredentials 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

// Publishing by user name and password over the deployment site: off. `func` and `azd` publish as the signed-in person.
resource scmCredentials 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

// What the platform needs, then the app's own. No value is a secret. A setting that is not here is gone after the next
// deployment. The host only uses blobs, so only their endpoint is named.
resource settings 'Microsoft.Web/sites/config@2024-11-01' = {
  // checkov:skip=CKV_AZURE_13: the app checks each token itself, more strictly than easy-auth would
  // checkov:skip=CKV_AZURE_63: asks about the config of a web server; its log would keep addresses and paths
  // checkov:skip=CKV_AZURE_65: asks about the config of a web server; no detail of an error goes out
  // checkov:skip=CKV_AZURE_66: asks about the config of a web server; a trace would hold tokens
  // checkov:skip=CKV_AZURE_80: asks for .NET; this is Python
  // checkov:skip=CKV_AZURE_88: Flex takes the package from a container; there is no file share
  // checkov:skip=CKV_AZURE_222: the callers are Teams clients anywhere on the internet; every call bears a token
  parent: app
  name: 'appsettings'
  properties: union({
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
    AzureWebJobsDisableHomepage: 'true'
    AzureWebJobsStorage__blobServiceUri: hostBlobEndpoint
    AzureWebJobsStorage__clientId: identityClientId
    AzureWebJobsStorage__credential: 'managedidentity'
    PYTHON_THREADPOOL_THREAD_COUNT: string(threads)
    API_CLIENT_ID: apiClientId
    AZURE_CLIENT_ID: identityClientId
    CLIENT_ADDRESS: clientAddress
    OPERATOR_TENANT_ID: operatorTenantId
    TABLES_ENDPOINT: tablesEndpoint
  }, overrides)
}

// The host's own log, by the platform's way. Telemetry comes through the app's identity, so it stays silent just when
// the host does not start or a role has not spread yet: then the reason is here.
resource hostLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'host-log'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'FunctionAppLogs'
        enabled: true
      }
    ]
  }
}

@description('Name of the function app: `func azure functionapp publish <name>`.')
output name string = app.name

@description('Host name of the function app.')
output host string = app.properties.defaultHostName
