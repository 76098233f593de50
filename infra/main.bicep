// The whole service but its app registration: for those who keep that one themselves. Everybody else deploys
// entra/main.bicep, which makes the registration and calls this. Builds without the Microsoft Graph extension.
targetScope = 'subscription'

@description('Name of the environment, 3 to 12 lower-case letters and digits: it goes into every name. A second deployment with the same name, region and subscription finds the same resources.')
@minLength(3)
@maxLength(12)
param environmentName string

// EU regions that offer Flex Consumption, as the quickstarts of Azure Functions allow them (read June 2026). To see
// what Azure offers now: az functionapp list-flexconsumption-locations. The United Kingdom, Norway and Switzerland are
// not in the EU.
@description('Region of everything: an EU region that offers Flex Consumption.')
@allowed([
  'francecentral'
  'germanywestcentral'
  'italynorth'
  'northeurope'
  'spaincentral'
  'swedencentral'
  'westeurope'
])
param location string

@description('Client id (GUID) of the app registration: the audience of every token.')
@minLength(36)
@maxLength(36)
param apiClientId string

@description('Tenant (GUID) in which the role Operator counts. Empty: the tenant of this subscription.')
@maxLength(36)
param operatorTenantId string = tenant().tenantId

@description('Mail address that alerts and warnings of costs go to.')
@minLength(6)
@maxLength(254)
param alertEmail string

@description('What a month may cost, in the subscription\'s currency. At 80 and 100 % a mail is sent; nothing is stopped.')
@minValue(1)
param monthlyBudget int

@description('Day the budget begins, YYYY-MM-01: the first of the month of the first deployment. Keep it from then on, so that a second deployment changes nothing.')
@minLength(10)
@maxLength(10)
param budgetStartDate string

@description('HTTP instances that are always warm. 0 costs nothing and makes the first person of the morning wait.')
@minValue(0)
@maxValue(5)
param alwaysReadyInstances int = 1

@description('The most instances at a time: an upper bound of costs.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('How much of a caller\'s address the activity log keeps: none, truncated (/24, /48) or full.')
@allowed([
  'none'
  'truncated'
  'full'
])
param clientAddress string = 'truncated'

@description('Days that log data is kept, 3 to 180. Empty: 180.')
@maxLength(3)
param retentionDays string = ''

@description('Days that the content of reports is kept, 3 to 28. Empty: one calendar month.')
@maxLength(2)
param contentRetentionDays string = ''

@description('Name of the controller in the privacy notice. Empty: the app\'s own.')
param controllerName string = ''

@description('Postal address of the controller. Empty: the app\'s own.')
param controllerAddress string = ''

@description('How to reach the controller. Empty: the app\'s own.')
param controllerContact string = ''

@description('Name of the data protection officer in the privacy notice. Empty: the app\'s own.')
param dpoName string = ''

@description('Postal address of the data protection officer. Empty: the app\'s own.')
param dpoAddress string = ''

@description('How to reach the data protection officer. Empty: the app\'s own.')
param dpoContact string = ''

// Thirteen characters that nobody else has: names of storage accounts and of apps are shared by all of Azure.
var token = uniqueString(subscription().id, environmentName, location)

// azd finds the resource group by this tag.
var tags = {
  'azd-env-name': environmentName
}

// EU regions that process an action group themselves: Germany West Central and Sweden Central.
// https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups (July 2026)
var actionGroupLocation = location == 'germanywestcentral' ? location : 'swedencentral'

// Holds everything: what is not in it does not belong to the service, and deleting it ends the service.
resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-contact-center-${environmentName}'
  location: location
  tags: tags
}

// Keeps the group in its region from now on, and tells of costs.
module guardrails 'modules/guardrails.bicep' = {
  name: 'guardrails-${environmentName}'
  scope: group
  params: {
    allowedLocations: union([location], [actionGroupLocation])
    monthlyBudget: monthlyBudget
    budgetStartDate: budgetStartDate
    alertEmail: alertEmail
    environmentName: environmentName
  }
}

// Who the functions are: every role below is given to it.
module identity 'modules/identity.bicep' = {
  name: 'identity-${environmentName}'
  scope: group
  params: {
    name: 'id-${environmentName}-${token}'
    location: location
    tags: tags
  }
}

// The functions host's own. Names of storage accounts have 24 characters at most and no hyphen.
module hostStorage 'modules/hostStorage.bicep' = {
  name: 'host-storage-${environmentName}'
  scope: group
  params: {
    name: '${take(environmentName, 7)}host${token}'
    location: location
    tags: tags
    identityPrincipalId: identity.outputs.principalId
  }
}

// Personal data, apart from everything else.
module dataStorage 'modules/dataStorage.bicep' = {
  name: 'data-storage-${environmentName}'
  scope: group
  params: {
    name: '${take(environmentName, 7)}data${token}'
    location: location
    tags: tags
    identityPrincipalId: identity.outputs.principalId
  }
}

// Telemetry, for 30 days.
module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring-${environmentName}'
  scope: group
  params: {
    workspaceName: 'log-${environmentName}-${token}'
    insightsName: 'appi-${environmentName}-${token}'
    location: location
    tags: tags
    identityPrincipalId: identity.outputs.principalId
  }
}

// The functions. After the modules whose outputs it takes, so after the roles that it needs.
module app 'modules/app.bicep' = {
  name: 'app-${environmentName}'
  scope: group
  params: {
    planName: 'plan-${environmentName}-${token}'
    name: 'func-${environmentName}-${token}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostBlobEndpoint: hostStorage.outputs.blobEndpoint
    packageUrl: hostStorage.outputs.packageUrl
    tablesEndpoint: dataStorage.outputs.tablesEndpoint
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    workspaceId: monitoring.outputs.workspaceId
    apiClientId: apiClientId
    operatorTenantId: empty(operatorTenantId) ? tenant().tenantId : operatorTenantId
    clientAddress: clientAddress
    retentionDays: retentionDays
    contentRetentionDays: contentRetentionDays
    controllerName: controllerName
    controllerAddress: controllerAddress
    controllerContact: controllerContact
    dpoName: dpoName
    dpoAddress: dpoAddress
    dpoContact: dpoContact
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstanceCount: maximumInstanceCount
  }
}

// Tells a person when deletion or the service does not go on.
module alerts 'modules/alerts.bicep' = {
  name: 'alerts-${environmentName}'
  scope: group
  params: {
    environmentName: environmentName
    location: location
    actionGroupLocation: actionGroupLocation
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    alertEmail: alertEmail
  }
}

@description('Name of the function app: `func azure functionapp publish <name>`.')
output functionAppName string = app.outputs.name

@description('Address of the service: `python3 dev.py smoke <url>`.')
output url string = 'https://${app.outputs.host}'

@description('Client id of the app registration, as given.')
output apiClientId string = apiClientId

@description('Client id of the identity that the functions run as.')
output identityClientId string = identity.outputs.clientId

@description('Object id of the identity: the subject of the federated credential.')
output identityPrincipalId string = identity.outputs.principalId

@description('Table endpoint of the personal data.')
output tablesEndpoint string = dataStorage.outputs.tablesEndpoint

@description('Resource group that holds everything.')
output resourceGroupName string = group.name

@description('Region of everything.')
output location string = location
