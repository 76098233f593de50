@description('Name of the identity.')
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

// Who the functions are: towards storage, telemetry, and (through its federated credential) as the app registration.
// User-assigned, because only such an identity may stand in for the secret of an app registration.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id: the function app is given this identity.')
output id string = identity.id

@description('Client id: the functions name this identity when they ask for a token.')
output clientId string = identity.properties.clientId

@description('Object id: roles and the federated credential are for this principal.')
output principalId string = identity.properties.principalId
