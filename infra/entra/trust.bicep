targetScope = 'subscription'

extension microsoftGraphV1

@description('Key of the app registration within the tenant, as in registration.bicep.')
param uniqueName string

@description('Name that people see, as in registration.bicep.')
param displayName string

@description('Client id of the app registration.')
param clientId string

@description('Host name of the tab.')
param tabHost string

@description('Object id of the identity that the functions run as.')
param identityPrincipalId string

var identifierUri = 'api://${tabHost}/${clientId}'

// The same registration again, with just what needs the deployed app: the rest of it is not named, so not touched.
// Teams asks for tokens by this URI, and it has to bear the host of the tab. There also ends the window in which
// Microsoft asks for a person's consent; of the kind `spa`, for the page proves by a key of its own that it began.
resource registration 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: uniqueName
  displayName: displayName
  identifierUris: [
    identifierUri
  ]
  spa: {
    redirectUris: [
      'https://${tabHost}/api/tab/'
    ]
  }
}

// What a password would be for: a token of the functions' identity proves that they are the app registration.
resource functionsIdentity 'Microsoft.Graph/applications/federatedIdentityCredentials@v1.0' = {
  name: '${registration.uniqueName}/functions-identity'
  description: 'The user-assigned identity of the function app.'
  issuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
  subject: identityPrincipalId
  audiences: [
    'api://AzureADTokenExchange'
  ]
}

@description('Identifier URI of the app registration.')
output identifierUri string = identifierUri
