export default {
  title: "Contact centre",
  screens: "Screens",
  skip: "Skip to the content",
  loading: "Loading",
  connect: "Connect",
  reports: "Reports",
  data: "My data",
  officers: "For officers",
  notice: "Privacy notice",
};
