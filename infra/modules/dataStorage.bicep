@description('Name of the storage account, globally unique.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Object id of the identity that the functions run as.')
param identityPrincipalId string

var roleIds = {
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

// Personal data, in tables that the app makes and drops itself. Kept apart from the host's storage, so that the right
// to one is no right to the other.
// Three zones of the one region: no copy leaves it, and evidence kept for three years outlives a data centre.
// Reached over its public endpoint with the identity: a Flex app without a virtual network has no fixed address, and no
// key and no anonymous read is accepted from any.
// No diagnostic settings: logs of reads and writes would hold the keys of people's rows beyond their deadline.
resource storage 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  // checkov:skip=CKV_AZURE_35: a Flex app without a virtual network has no fixed address; identity and role decide
  // checkov:skip=CKV_AZURE_59: the same: reached over the public endpoint, and nothing in it is public
  // checkov:skip=CKV_AZURE_206: asks for a copy in another region, and three zones of this one are enough
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: 'Standard_ZRS'
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Enabled'
    supportsHttpsTrafficOnly: true
  }
}

// The app makes, reads, writes and drops tables, and nothing else in this account.
resource appUsesTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, identityPrincipalId, roleIds.storageTableDataContributor)
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.storageTableDataContributor)
  }
}

@description('Table endpoint: the setting TABLES_ENDPOINT.')
output tablesEndpoint string = storage.properties.primaryEndpoints.table
