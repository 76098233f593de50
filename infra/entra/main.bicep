// What an operator deploys: app registration, then the service, then the trust between the two. That order, because the
// service needs the registration's client id, and the registration needs the service's host and identity.
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

@description('Host name of the tab where it has a domain of its own, such as tab.contoso.example. Empty: the function app\'s host name.')
@maxLength(253)
param tabHost string = ''

// In a tenant there may be several environments; the key tells them apart and stays the same in a second deployment.
var uniqueName = 'contact-center-${environmentName}-${uniqueString(subscription().id, environmentName, location)}'
var displayName = 'Contact centre (${environmentName})'

// The app registration, as far as it can be told before there is a service.
module registration 'registration.bicep' = {
  name: 'registration-${environmentName}'
  params: {
    uniqueName: uniqueName
    displayName: displayName
  }
}

// The service, whose audience is that registration.
module service '../main.bicep' = {
  name: 'service-${environmentName}'
  params: {
    environmentName: environmentName
    location: location
    apiClientId: registration.outputs.clientId
    operatorTenantId: operatorTenantId
    alertEmail: alertEmail
    monthlyBudget: monthlyBudget
    budgetStartDate: budgetStartDate
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstanceCount: maximumInstanceCount
    clientAddress: clientAddress
    retentionDays: retentionDays
    contentRetentionDays: contentRetentionDays
    controllerName: controllerName
    controllerAddress: controllerAddress
    controllerContact: controllerContact
    dpoName: dpoName
    dpoAddress: dpoAddress
    dpoContact: dpoContact
  }
}

// What the registration needs to know of the service.
module trust 'trust.bicep' = {
  name: 'trust-${environmentName}'
  params: {
    uniqueName: uniqueName
    displayName: displayName
    clientId: registration.outputs.clientId
    tabHost: empty(tabHost) ? replace(service.outputs.url, 'https://', '') : tabHost
    identityPrincipalId: service.outputs.identityPrincipalId
  }
}

@description('Name of the function app: `func azure functionapp publish <name>`.')
output functionAppName string = service.outputs.functionAppName

@description('Address of the service: `python3 dev.py smoke <url>`.')
output url string = service.outputs.url

@description('Client id of the app registration: `id` in the Teams manifest.')
output apiClientId string = service.outputs.apiClientId

@description('Identifier URI of the app registration: `resource` in the Teams manifest, and with `/.default` an operator\'s scope.')
output identifierUri string = trust.outputs.identifierUri

@description('Object id of the app registration\'s service principal: roles are assigned to people on it.')
output servicePrincipalId string = registration.outputs.servicePrincipalId

@description('Client id of the identity that the functions run as.')
output identityClientId string = service.outputs.identityClientId

@description('Object id of the identity: the subject of the federated credential.')
output identityPrincipalId string = service.outputs.identityPrincipalId

@description('Table endpoint of the personal data.')
output tablesEndpoint string = service.outputs.tablesEndpoint

@description('Resource group that holds everything.')
output resourceGroupName string = service.outputs.resourceGroupName

@description('Region of everything.')
output location string = service.outputs.location
